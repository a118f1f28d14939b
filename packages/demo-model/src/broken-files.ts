/** Files and rows with something wrong, as data sets have them: what becomes of each is for the product to show. */
import { crc32 } from 'node:zlib';

/** The files by name, and a manifest row for each, together with rows that name no file at all. `jpeg` is a whole one. */
export function brokenFiles(jpeg: Uint8Array): { files: Record<string, Uint8Array>; rows: string[] } {
  const files: Record<string, Uint8Array> = {
    'broken-half.jpg': jpeg.subarray(0, jpeg.length >> 1),
    'broken-scan.jpg': scrambled(jpeg),
    'broken-empty.jpg': new Uint8Array(),
    'broken-page.jpg': Buffer.from('<!doctype html><html><title>404 Not Found</title></html>\n'),
    'broken-text.jpg': Buffer.from('this is no picture\n'),
    'broken-drawing.jpg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\n'),
    'broken-bomb.png': hugePng(),
  };
  const named = [...Object.keys(files), 'broken-missing.jpg', 'ftp://example.org/broken-address.jpg'];
  const rows = [...named.map((uri) => JSON.stringify({ uri })), '{"uri": "broken-row.jpg", "labels": ["ca'];
  return { files, rows };
}

/** A JPEG whose header is whole and whose picture is not: its first Huffman table is overwritten. */
function scrambled(jpeg: Uint8Array): Uint8Array {
  const bytes = Buffer.from(jpeg);
  const tables = bytes.indexOf(Buffer.from([0xff, 0xc4]));
  bytes.fill(0xff, tables + 4, tables + 24);
  return bytes;
}

/** A PNG that claims 60 000 x 60 000 pixels, and holds none. */
function hugePng(): Buffer {
  const size = '0000ea60';
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.from(`${size}${size}0802000000`, 'hex')),
    chunk('IDAT', Buffer.alloc(8)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length);
  whole.write(name, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}
