// Light or dark: what was chosen, else what the system says.

const KEPT = "simulator.theme";

export function currentTheme() {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept) return kept;
  } catch {
    // the system's choice serves
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function setTheme(theme) {
  if (theme !== document.documentElement.dataset.theme && document.documentElement.dataset.theme) {
    try {
      localStorage.setItem(KEPT, theme);
    } catch {
      // for this page only
    }
  }
  document.documentElement.dataset.theme = theme;
}
