/** The style sheet that every page of the shop carries along. */
export const style = `<style>
:root{--ink:#22262b;--paper:#fdfcf9;--accent:#a4451f;--muted:#6d7178;--line:#e3ded3;--good:#2f6b3c;--bad:#9b1c1c}
*,*::before,*::after{box-sizing:border-box}
body{margin:0;font:16px/1.55 Georgia,'Times New Roman',serif;color:var(--ink);background:var(--paper)}
a{color:inherit;text-decoration-color:var(--line);text-underline-offset:.2em}
a:hover,a:focus-visible{color:var(--accent);text-decoration-color:currentColor}
.site-header{display:flex;gap:1.5rem;align-items:center;padding:1rem 2rem;border-bottom:1px solid var(--line)}
.site-nav ul{display:flex;gap:1rem;margin:0;padding:0;list-style:none;flex-wrap:wrap}
.breadcrumbs{display:flex;gap:.5rem;padding:0;list-style:none;color:var(--muted);font-size:.875rem}
.product{display:grid;grid-template-columns:minmax(0,7fr) minmax(0,5fr);gap:3rem;max-width:72rem;margin:2rem auto}
.products{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:2rem;padding:0;list-style:none}
.price{font-size:1.5rem;font-variant-numeric:tabular-nums}.old-price{color:var(--muted);margin-left:.5rem}
.stock--in{color:var(--good)}.stock--out{color:var(--bad)}
.specifications{width:100%;border-collapse:collapse}.specifications th{text-align:left;color:var(--muted);width:40%}
.specifications td,.specifications th{padding:.4rem 0;border-bottom:1px solid var(--line)}
.review{padding:1.25rem 0;border-bottom:1px solid var(--line)}.review__meta{color:var(--muted);font-size:.875rem}
.site-footer{margin-top:4rem;padding:3rem 2rem;background:#efe9dc;display:grid;grid-template-columns:repeat(4,1fr)}
@media (max-width:48rem){.product{grid-template-columns:1fr}.site-footer{grid-template-columns:1fr 1fr}}
</style>`

/** The script that every page of the shop carries along; nothing in it may be taken for content. */
export const script = `<script>
window.shopLayer = window.shopLayer || [];
(function (layer, document) {
  var consent = /(?:^|; )consent=([^;]*)/.exec(document.cookie);
  layer.push({ event: 'page', consent: consent ? consent[1] : 'unknown', at: Date.now() });
  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-action]');
    if (!button) return;
    layer.push({ event: button.dataset.action, id: button.dataset.id });
    if (button.dataset.action === 'zoom') button.innerHTML = '<a class="product-link" href="/never/' + 1 + '">x</a>';
  });
  if ('IntersectionObserver' in window) {
    var seen = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) { if (entry.isIntersecting) layer.push({ event: 'seen', id: entry.target.id }); });
    });
    document.querySelectorAll('section[id]').forEach(function (section) { seen.observe(section); });
  }
})(window.shopLayer, document);
</script>`

const starPath = 'M8 1.2l2 4.3 4.7.6-3.5 3.2.9 4.7L8 11.7 3.9 14l.9-4.7L1.3 6.1 6 5.5z'
const star = (fill: string) =>
  `<svg class="star" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path fill="${fill}" d="${starPath}"/></svg>`
const [fullStar, emptyStar] = [star('currentColor'), star('none')]
const rows = [0, 1, 2, 3, 4, 5].map((full) => fullStar.repeat(full) + emptyStar.repeat(5 - full))

/** Five stars, so many of them full as the rating rounds to. */
export function stars(rating: number): string {
  return rows[Math.round(rating)]!
}

/** The foot of every page of the shop, with links of the kinds that are none of a crawler's business. */
export const footer = `<footer class="site-footer">
<section><h2>Help</h2><ul>
  <li><a href="mailto:help@latchkey.example?subject=Order">Write to us</a></li>
  <li><a href="tel:+442079460123">+44 20 7946 0123</a></li>
  <li><a href="javascript:void(0)" data-action="chat">Chat with us</a></li>
  <li><a href="#top">Back to the top</a></li>
</ul></section>
<section><h2>Company</h2><ul>
  <li><a href="https://elsewhere.example/about">About us</a></li>
  <li><a href="//elsewhere.example/jobs">Jobs</a></li>
  <li><a href="https://elsewhere.example/press?from=shop&amp;lang=en">Press</a></li>
  <li><a href="http://elsewhere.example:8080/partners">Partners</a></li>
</ul></section>
<section><h2>Follow us</h2><ul>
  <li><a rel="nofollow noopener" target="_blank" href="https://social.elsewhere.example/@latchkey">Social</a></li>
  <li><a rel="nofollow noopener" target="_blank" href="https://video.elsewhere.example/latchkey">Video</a></li>
</ul></section>
<section><h2>Letter</h2>
  <p>Once a month, and never more.</p>
  <address>Latchkey Ltd, 1 Old Lane, London</address>
  <small>© 2026 Latchkey. All prices include VAT.</small>
</section>
</footer>`
