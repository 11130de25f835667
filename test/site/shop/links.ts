/** The address of a product as most links write it. */
export function productPath(id: number): string {
  return `/products/${id}`
}

/**
 * The address of a product in one of the many ways in which pages write it.
 * All of them are the same page once resolved against a page directly under `/products/` or `/categories/`.
 */
export function variedProductLink(id: number, variant: number, origin: string): string {
  switch (variant % 6) {
    case 0:
      return `../products/${id}`
    case 1:
      return `${origin}/products/${id}`
    case 2:
      return `/products/${id}#reviews`
    case 3:
      return `/categories/../products/./${id}`
    case 4:
      return `/account/%2E%2E/products/${id}`
    default:
      return `/products/${id}`
  }
}
