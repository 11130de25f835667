/** A price as the shop prints it: `£1,299.50`. */
export function money(pounds: number): string {
  const [whole = '', pence = ''] = pounds.toFixed(2).split('.')
  return `£${whole.length > 3 ? `${whole.slice(0, -3)},${whole.slice(-3)}` : whole}.${pence}`
}
