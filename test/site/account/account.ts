import { makeOrders } from '../catalogue/orders.ts'
import type { Order } from '../catalogue/orders.ts'
import type { Parts } from '../parts.ts'
import { each, escape } from '../server/html.ts'
import { pageOf, pagination } from '../server/pagination.ts'
import type { PageOf } from '../server/pagination.ts'
import { plainPage } from '../server/plain-page.ts'
import { pageNumber } from '../server/request.ts'
import type { Routes } from '../server/router.ts'
import { protect } from './protect.ts'

const ordersOnPage = 10

/** The account area: a user's orders, page by page and one by one. */
export function accountRoutes(parts: Parts): Routes {
  const ordersOf = (user: string) => makeOrders(parts.options.seed, user, parts.options.orders)
  return {
    '/account': protect(parts, (_request, reply, user) => {
      reply.html(plainPage('Your account', accountPage(user), user))
    }),

    '/account/orders': protect(parts, (request, reply, user) => {
      const page = pageOf(ordersOf(user), pageNumber(request.url), ordersOnPage)
      if (!page) return reply.notFound()
      reply.html(plainPage('Your orders', ordersPage(page), user))
    }),

    '/account/orders/:id': protect(parts, (request, reply, user) => {
      const order = ordersOf(user).find(({ id }) => id === request.params['id'])
      if (!order) return reply.notFound()
      reply.html(plainPage(`Order ${order.id}`, orderPage(order), user))
    }),
  }
}

function accountPage(user: string): string {
  return `<h1>Hello, <span class="username">${user}</span></h1>
<ul>
  <li><a class="orders" href="/account/orders">Your orders</a></li>
  <li><a class="members" href="/members">Members</a></li>
</ul>`
}

function ordersPage(page: PageOf<Order>): string {
  return `<h1>Your orders</h1>
<table class="orders">
<thead><tr><th>Order</th><th>Date</th><th>Status</th><th>Total</th></tr></thead>
<tbody>
${each(
  page.items,
  ({ id, date, status, total }) => `<tr class="order">
  <td><a class="order-link" href="/account/orders/${id}">${id}</a></td>
  <td><time datetime="${date}">${date}</time></td><td>${status}</td><td>£${total.toFixed(2)}</td>
</tr>
`,
)}</tbody>
</table>
${pagination('/account/orders', page)}`
}

function orderPage({ id, date, status, total, lines }: Order): string {
  return `<article class="order" data-id="${id}">
<h1>Order <span class="order-id">${id}</span></h1>
<p>Placed on <time class="order-date" datetime="${date}">${date}</time></p>
<p>Status: <span class="order-status">${status}</span></p>
<table class="lines">
<thead><tr><th>Article</th><th>Title</th><th>Quantity</th><th>Price</th></tr></thead>
<tbody>
${each(
  lines,
  ({ sku, title, quantity, price }) => `<tr class="line">
  <td class="sku">${sku}</td><td class="title">${escape(title)}</td>
  <td class="quantity">${quantity}</td><td class="price">£${price.toFixed(2)}</td>
</tr>
`,
)}</tbody>
<tfoot><tr><th colspan="3">Total</th><td class="order-total">£${total.toFixed(2)}</td></tr></tfoot>
</table>
</article>`
}
