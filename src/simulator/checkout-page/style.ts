/** The page's only stylesheet: logical properties, so that right to left needs no second one. */
export const STYLE = `
:root{--ink:#16202c;--soft:#5b6b7c;--line:#d6dde5;--brand:#0b6e4f;--brand-ink:#fff;--bad:#b3261e;--bad-bg:#fdecea;
--ok-bg:#e7f5ee;--wait-bg:#fff6e0;--paper:#fff;--ground:#eef2f5;color-scheme:light}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--ground);color:var(--ink);line-height:1.5;
font-family:system-ui,-apple-system,"Segoe UI","Noto Sans Arabic","Noto Naskh Arabic",Tahoma,Roboto,sans-serif}
main{max-width:30rem;margin:0 auto;padding:1.5rem 1rem 3rem}
.top{display:flex;justify-content:space-between;align-items:center;gap:1rem;font-size:.875rem;color:var(--soft)}
.top a,.plain{color:var(--brand)}
.badge{background:#fff3cd;color:#6b5300;border-radius:99px;padding:.15rem .75rem;font-size:.8125rem}
.card{background:var(--paper);border-radius:1rem;box-shadow:0 1px 3px #0002,0 8px 24px #0b1f3310;padding:1.5rem;margin-top:1rem}
h1{font-size:1rem;font-weight:500;color:var(--soft);margin:0}
.merchant{font-size:1.125rem;font-weight:600;color:var(--ink)}
.amount{font-size:2.25rem;font-weight:700;margin:.25rem 0 0;letter-spacing:-.01em}
.amount small{font-size:1.125rem;font-weight:600;color:var(--soft)}
.facts{color:var(--soft);font-size:.875rem;margin:.25rem 0 0;overflow-wrap:anywhere}
.terms{border-inline-start:4px solid var(--brand);background:var(--ok-bg);border-radius:.5rem;padding:.75rem 1rem;margin:1rem 0 0;font-size:.9375rem}
label{display:block;font-size:.875rem;font-weight:600;margin:1rem 0 .3rem}
input,select{width:100%;font:inherit;padding:.7rem .8rem;border:1px solid #9aa8b6;border-radius:.6rem;background:#fff;color:var(--ink)}
input:focus,select:focus,button:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid #0b6e4f66;outline-offset:1px;border-color:var(--brand)}
input[aria-invalid=true]{border-color:var(--bad)}
.latin{direction:ltr;text-align:start;font-variant-numeric:tabular-nums}
[dir=rtl] .latin{text-align:right}
.row{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
.error{color:var(--bad);font-size:.875rem;margin:.3rem 0 0}
button{font:inherit;font-weight:600;width:100%;padding:.85rem;border:0;border-radius:.6rem;cursor:pointer}
.pay{background:var(--brand);color:var(--brand-ink);margin-top:1.5rem}
.pay:hover{background:#095a41}
.cancel{background:transparent;color:var(--soft);margin-top:.25rem}
.result{border-radius:.75rem;padding:1rem 1.25rem;margin-top:1rem}
.result h2{font-size:1.25rem;margin:0}
.result p{margin:.35rem 0 0}
.result[data-state=paid],.result[data-state=authorized],.result[data-state=cod]{background:var(--ok-bg)}
.result[data-state=pending],.result[data-state=created]{background:var(--wait-bg)}
.result[data-state=attempted],.result[data-state=failed],.result[data-state=canceled],.result[data-state=expired],.result[data-state=invalided],.result[data-state=not_found]{background:var(--bad-bg)}
.go{display:block;text-align:center;text-decoration:none;background:var(--brand);color:#fff;font-weight:600;padding:.85rem;border-radius:.6rem;margin-top:1rem}
details{margin-top:1rem;background:var(--paper);border-radius:1rem;padding:.85rem 1.25rem;font-size:.875rem}
summary{cursor:pointer;font-weight:600}
table{width:100%;border-collapse:collapse;margin-top:.5rem}
td,th{text-align:start;vertical-align:top;padding:.4rem .25rem;border-top:1px solid var(--line)}
td.latin{white-space:nowrap;padding-inline-end:.75rem}
code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.8125rem}
@media (max-width:24rem){.amount{font-size:1.875rem}.card{padding:1.1rem}td.latin{white-space:normal}}
`;
