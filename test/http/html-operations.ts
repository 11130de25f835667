import type { loadHtml } from '../../packages/core/src/http/html.ts'

type Dollar = ReturnType<typeof loadHtml>

/** What `$` can do, as its documentation shows it, for running on cheerio's own and on ours. */
export const operations: Record<string, ($: Dollar) => unknown> = {
  // selecting
  tag: ($) => $('a'),
  class: ($) => $('.thing'),
  id: ($) => $('#top'),
  attribute: ($) => $('a[href^="/thing"]'),
  'attribute without case': ($) => $('input[type="TEXT"], [data-id="2" i]'),
  'descendant and child': ($) => $('body ul.things > li a'),
  siblings: ($) => $('li + li, b ~ ul'),
  list: ($) => $('b, a, h1'),
  nothing: ($) => $('nope, .nope'),
  universal: ($) => $('*').length,
  structural: ($) => $('li:first-child, li:last-child, li:nth-child(2n), :only-child, p:empty'),
  'of type': ($) => $('b:first-of-type, li:nth-of-type(2), p:last-of-type'),
  'not, is, has': ($) => $('li:not(.first), :is(h1, p), li:has(ul), li:has(> b)'),
  'form pseudos': ($) => $(':checked, :selected, :disabled, :checkbox, :text, :submit, :input, :button'),
  contains: ($) => $('li:contains("Two"), a:icontains("ONE")'),
  positions: ($) => [
    $('li:first'),
    $('li:last'),
    $('li:eq(1)'),
    $('li:even'),
    $('li:odd'),
    $('li:gt(0)'),
    $('li:lt(2)'),
  ],
  'position within': ($) => $('ul > li:first a, li:eq(1) b:first'),
  'not with position': ($) => $('li:not(:first)'),
  'parent, header, root': ($) => [$('p:parent'), $(':header'), $(':root').length],
  escaped: ($) => $('#to\\70, .thing\\.x'),
  'selector context': ($) => $('a', 'ul'),
  'node context': ($) => $('a', $('li').get(1)),
  'nodes context': ($) => $('a', $('li').get()),
  'selection context': ($) => $('a', $('ul')),
  'markup context': ($) => $('i', '<p><i>x</i></p>'),
  'markup root': ($) => $('i', null, '<p><i>x</i></p>'),
  'scoped selector in a context': ($) => [
    $('body li a', 'ul'),
    $('ul').find('body a'),
    $('ul').find('ul a'),
    $('li').find('ul a'),
  ],
  'relative find': ($) => [
    $('ul').find('> li'),
    $('li').find('+ li'),
    $('li').find('~ li'),
    $('ul').find(':scope > li > a'),
  ],
  'find in many': ($) => [
    $('ul').find('a'),
    $('ul, li').find('a'),
    $('li').find('li, a'),
    $('body, body').find('b'),
  ],
  'find nodes': ($) => [$('ul').find($('a')), $('ul').find($('a').get(0) ?? '')],
  'find in text': ($) => $('p').contents().find('em'),
  markup: ($) => $('<div class="new"><b>x</b></div>text'),
  'nothing given': ($) => [$(), $(null as never), $(''), $(undefined), $([])],
  'nodes given': ($) => [$($('a').get()), $($('a').get(0)), $($('a'))],
  // traversing
  'find, children, contents': ($) => [$('ul').children('.thing'), $('ul').children(), $('p').contents()],
  'parent, parents, closest': ($) => [
    $('a').parent(),
    $('a').parent('li'),
    $('a').parents('ul, body'),
    $('a').closest('li'),
    $('b').closest('nope'),
  ],
  until: ($) => [$('a').parentsUntil('body'), $('li').nextUntil('.last'), $('li').prevUntil('.first', 'li')],
  'next, prev': ($) => [
    $('li').next(),
    $('li').next('.last'),
    $('li').nextAll('li'),
    $('li').prev('.first'),
    $('li').prevAll(),
  ],
  'siblings of': ($) => [$('li').siblings(), $('li').siblings('.first'), $('em').siblings('nope')],
  filter: ($) => [
    $('li').filter('.thing'),
    $('li').filter((index) => index > 0),
    $('li').filter($('.last')),
    $('*').filter('ul li'),
  ],
  'filter by position': ($) => [
    $('li').filter(':first'),
    $('li').filter(':eq(1), .last'),
    $('li').not(':first'),
  ],
  not: ($) => [$('li').not('.first'), $('li').not((index) => index === 0), $('p').contents().not('em')],
  has: ($) => [$('li').has('ul'), $('li').has('> b'), $('li').has($('ul').get(1) ?? 'nope')],
  is: ($) => [
    $('li').is('.last'),
    $('li').is('ul li'),
    $('li').is('nope'),
    $('p').contents().is('em'),
    $('li').is(':first'),
  ],
  'first, last, eq, get, slice': ($) => [
    $('li').first(),
    $('li').last(),
    $('li').eq(-1),
    $('li').eq(9),
    $('li').get(-1),
    $('li').slice(1, 2),
  ],
  index: ($) => [$('li').index(), $('.last').index('li'), $('li').index($('.last'))],
  'add, addBack, end': ($) => [
    $('b').add('a'),
    $('ul').find('a').addBack(),
    $('ul').find('a').addBack('ul'),
    $('ul').find('a').end(),
    $('ul').children('li').end(),
  ],
  'each, map, toArray': ($) => {
    const seen: unknown[] = []
    $('a').each((index, node) => {
      seen.push(index, $(node).text())
      return index < 1
    })
    return [
      seen,
      $('a')
        .map((_, node) => $(node).attr('href'))
        .get(),
      $('a').toArray().length,
      [...$('a')].length,
    ]
  },
  chain: ($) => $('body').find('ul').first().children('li').filter('.thing').last().find('a').parent().next(),
  // reading
  text: ($) => [$('h1').text(), $('li').text(), $('p').text(), $.text(), $('nope').text()],
  html: ($) => [$('ul').html(), $('p').html(), $('nope').html()],
  'outer html': ($) => [$.html(), $.html('li'), $.html($('a')), $('p').toString(), $('li').prop('outerHTML')],
  attr: ($) => [
    $('a').attr('href'),
    $('a').attr(),
    $('input').attr('checked'),
    $('p').attr('constructor'),
    $('nope').attr('x'),
  ],
  prop: ($) => [
    $('a').prop('href'),
    $('img').prop('src'),
    $('a').prop('tagName'),
    $('input').prop('checked'),
    $('p').prop('innerText'),
    $('p').prop('style'),
    $('a').prop('nodeType'),
  ],
  data: ($) => [$('li').data('id'), $('li').eq(1).data(), $('h1').data('count')],
  val: ($) => [$('input').val(), $('textarea').val(), $('select[name=s]').val(), $('[multiple]').val()],
  'css, hasClass': ($) => [
    $('p').css(),
    $('p').css('color'),
    $('p').css(['margin']),
    $('li').hasClass('thing'),
    $('li').hasClass('Thing'),
  ],
  serialize: ($) => [$('form').serialize(), $('form').serializeArray(), $('input').serialize()],
  extract: ($) =>
    $.extract({
      title: 'h1',
      links: [{ selector: 'a', value: 'href' }],
      things: [{ selector: '.thing', value: { name: 'a', price: 'b' } }],
    }),
  statics: ($) => [
    $.root().children().length,
    $.contains($('body').get(0)!, $('a').get(0)!),
    $.merge([1], [2]),
    $.parseHTML('<b>x</b>y<script>z</script>').length,
    $.parseHTML('<script>z</script>', true).length,
    $.xml(),
  ],
  'length and indices': ($) => [$('li').length, $('li')[0] === $('li').get(0), 1 in $('li')],
  instance: ($) => [
    $('a') instanceof ($ as never),
    $('a').cheerio,
    $.fn === ($ as unknown as { prototype: unknown }).prototype,
  ],
  // changing
  'attr set': ($) =>
    $('a')
      .attr('rel', 'x')
      .attr({ title: 't', id: null })
      .removeAttr('href')
      .attr('n', (index) => `${index}`),
  'prop and data set': ($) => $('input').prop('disabled', true).data('a', { b: 1 }).data('a'),
  'val set': ($) => [$('input').val('new'), $('textarea').val('<b>'), $('select').val('1')],
  classes: ($) =>
    $('li')
      .addClass('x y')
      .removeClass('thing')
      .toggleClass('z first')
      .addClass((index) => `n${index}`),
  'css set': ($) => $('p').css('color', 'blue').css({ margin: '' }),
  'text set': ($) =>
    $('li')
      .text('<new>')
      .first()
      .text((index) => `${index}`),
  'html set': ($) => [$('p').html('<i>a</i> &amp; <td>b'), $('ul').html(''), $('body').html('<p>one<p>two')],
  'append, prepend': ($) => [
    $('ul').append('<li>a', '<li>b'),
    $('ul').prepend($('p')),
    $('li').append((index) => `<i>${index}</i>`),
  ],
  'to others': ($) => [
    $('<li>n</li>').appendTo('ul'),
    $('<li>p</li>').prependTo($('ul')),
    $('h1').insertAfter('ul'),
    $('<hr>').insertBefore('p'),
  ],
  'after, before': ($) => [$('li').after('<hr>'), $('li').before($('h1'))],
  wrap: ($) => [
    $('a').wrap('<i class="w"></i>'),
    $('b').wrapAll('<u></u>'),
    $('p').wrapInner('<s></s>'),
    $('em').unwrap(),
  ],
  replace: ($) => [
    $('b').replaceWith('<strong>x</strong>'),
    $('a').replaceWith((index) => `<q>${index}</q>`),
  ],
  'remove, empty': ($) => [$('a').remove(), $('li').remove('.first'), $('ul').empty()],
  clone: ($) => {
    const copy = $('ul').clone()
    copy.find('a').text('copy')
    return copy
  },
  'select after change': ($) => {
    const before = $('ul li').length
    $('ul').first().attr('class', 'x').append('<li class="thing">new')
    return [before, $('ul li').length, $('ul.x > .thing'), $('ul.things li')]
  },
  'move and select': ($) => {
    $('a').appendTo('h1')
    return [$('h1 a'), $('li a'), $('h1').find('h1 > a')]
  },
  'root changes': ($) => {
    $.root().append('<footer>f</footer>')
    return $('footer')
  },
}
