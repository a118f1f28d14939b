// Before anything is painted: the theme that was chosen here, or else the system's.
try {
  const chosen = localStorage.getItem('camfleet-theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // A browser that keeps nothing has the system's theme.
}
