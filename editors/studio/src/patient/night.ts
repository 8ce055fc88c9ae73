// The picture's colours by night: each colour of the picture by day, and what stands in its place (picture/palette.py).
const BY_NIGHT: Readonly<Record<string, string>> = {
  "#ffffff": "#0f1419",
  "#1b1f24": "#e6edf3",
  "#57606a": "#9fa9b4",
  "#dfe3e8": "#2a3038",
  "#0a4fa3": "#7db7ff",
  "#5b3fa8": "#c3b0ff",
  "#e4def6": "#2d2547",
  "#8a4600": "#ffb870",
  "#2f6f44": "#7fd39a",
  "#b3261f": "#ff8a80",
  "#7a5200": "#e3b341",
  "#1a6f37": "#57c470",
  "#e8eef6": "#1d2733",
  "#d3dfee": "#28384b",
  "#a3386c": "#ff9dc6",
};

/** A style for pictures by night. */
export function nightStyle(): CSSStyleSheet {
  const rules = Object.entries(BY_NIGHT).flatMap(([day, night]) =>
    ["fill", "stroke"].map((what) => `svg.picture [${what}="${day}" i] { ${what}: ${night}; }`),
  );
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@media screen and (prefers-color-scheme: dark) {\n${rules.join("\n")}\n}`);
  return sheet;
}
