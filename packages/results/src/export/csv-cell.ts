/** One cell of CSV, safe to be opened in a spreadsheet. */

// What a spreadsheet takes for a formula, also after quotation marks of ours; the wide signs are read as the narrow ones.
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/u;

/** A text that a spreadsheet would run as a formula gets an apostrophe in front, which is shown by none and run by none. */
export const safeText = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** Quoted after RFC 4180 where it must be. */
export function csvCell(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
