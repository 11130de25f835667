/** Pages to try cheerio's operations on: a plain one, a broken one, one of odd parts, and next to nothing. */
export const documents: Record<string, string> = {
  shop: `<!doctype html><html lang="en"><head><title>Shop & more</title><meta name="description" content="All – things">
<link rel="canonical" href="/shop"><script>if (1 < 2) document.write("<p>")</script><style>p > a { color: red }</style></head>
<body class="page list"><h1 id="top" data-count="3">Three things</h1>
<ul class="things"><li class="thing first" data-id="1"><a href="/thing/1">One</a> <b>£1.00</b></li>
<li class="thing" data-id="2" data-tags='["a","b"]'><a href="/thing/2?a=1&amp;b=2" title="Two &quot;2&quot;">Two</a> <b>£2.00</b>
<ul><li class="thing nested"><a href="#x">Nested</a></li></ul></li>
<li class="Thing last" data-id="3" hidden><a href="thing/3" rel="next nofollow">Three</a> <b>£3.00</b></li></ul>
<form action="/search" method="post"><input type="text" name="q" value="tea"><input type="checkbox" name="in" value="1" checked>
<input type=radio name=r value=a><input type=radio name=r value=b checked><textarea name="t">some
text</textarea><select name="s"><option value="1">One<option value="2" selected>Two</select>
<select name="m" multiple><option selected>x<option selected>y<option>z</select><input disabled name=d value=1><button name=b>Go</button></form>
<p style="color: red; margin:0">Text with <em>emphasis</em>, <!-- a comment --> é日😀 &nbsp; &lt;end&gt;</p>
<noscript><img src="/lazy.png" alt=""></noscript><p class="last"></p></body></html>`,
  broken: `<div id=top class="a  b"><p>one<p>two<table><tr><td>cell<div>in table</table><li>item<li><b><i>mis</b>nested</i>
<a href=1>first<a href=2>second</a><span class="thing" data-id=x>loose</span></div></nothing>tail`,
  odd: `<body><template><p class="thing">in template</p></template><svg viewBox="0 0 1 1"><a xlink:href="/svg"><path d="M0"/></a></svg>
<math><mi>x</mi></math><x-card class="thing"><slot name="a"></slot></x-card><p class="thing" CLASS="twice" constructor="c">a</p>
<pre>
line</pre><iframe src=a><p>raw</p></iframe><plaintext><p>`,
  little: `text`,
}
