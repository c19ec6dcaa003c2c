/** One type scale, two colours of bars, light and dark after the reader's setting. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fbfaf8; --card: #fff; --ink: #26282c; --soft: #6b6f76; --line: #e2e0db; --target: #b9bec8; --here: #2f6f8f; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181b; --card: #1e2125; --ink: #e6e6e3; --soft: #9aa0a8; --line: #33373d; --target: #5b626d; --here: #6fb3d2; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 28px; margin: 0; } h2 { font-size: 20px; margin: 40px 0 12px; } h3 { font-size: 15px; margin: 0 0 8px; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); gap: 16px; align-items: start; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px; min-width: 0; }
svg { width: 100%; height: auto; display: block; }
.note, header p { color: var(--soft); font-size: 13px; margin: 8px 0 0; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin: 0 4px 0 10px; }
.key.target { background: var(--target); } .key.here { background: var(--here); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th { text-align: left; color: var(--soft); font-weight: 500; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { overflow-wrap: anywhere; }
td { font-variant-numeric: tabular-nums; }
td:nth-child(n + 2):nth-child(-n + 4) { white-space: nowrap; }
.sample { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; margin: 0 0 12px; }
@media (max-width: 700px) {
  .scroll thead { display: none; } .scroll tr { display: grid; grid-template-columns: 1fr auto auto auto; column-gap: 12px; padding: 8px 0; border-bottom: 1px solid var(--line); }
  .scroll td { border: 0; padding: 0; } .scroll td:nth-child(n + 5) { grid-column: 1 / -1; color: var(--soft); }
}
`;
