/** A shelf of the shop. */
export interface Category {
  readonly slug: string
  readonly name: string
  /** What kinds of things lie on it. */
  readonly things: readonly string[]
}

/** All shelves; a site shows the first few. The very first has a slug that needs percent-encoding. */
export const allCategories: readonly Category[] = [
  { slug: 'café', name: 'Café', things: ['Espresso Cup', 'Milk Jug', 'Coffee Grinder', 'Kettle'] },
  { slug: 'lamps', name: 'Lamps', things: ['Desk Lamp', 'Floor Lamp', 'Pendant Light', 'Lantern'] },
  {
    slug: 'chairs',
    name: 'Chairs & Stools',
    things: ['Armchair', 'Dining Chair', 'Bar Stool', 'Rocking Chair'],
  },
  { slug: 'tables', name: 'Tables', things: ['Side Table', 'Dining Table', 'Writing Desk', 'Trestle'] },
  { slug: 'garden', name: 'Garden', things: ['Watering Can', 'Plant Pot', 'Bird House', 'Hand Fork'] },
  { slug: 'clocks', name: 'Clocks', things: ['Wall Clock', 'Alarm Clock', 'Mantel Clock', 'Hourglass'] },
  { slug: 'kitchen', name: 'Kitchen', things: ['Frying Pan', 'Chopping Board', 'Bread Bin', 'Paring Knife'] },
  { slug: 'bags', name: 'Bags & Cases', things: ['Satchel', 'Rucksack', 'Weekend Bag', 'Pencil Case'] },
  { slug: 'textiles', name: 'Textiles', things: ['Throw', 'Cushion', 'Tea Towel', 'Bath Mat'] },
  { slug: 'stationery', name: 'Stationery', things: ['Notebook', 'Fountain Pen', 'Letter Rack', 'Ink Well'] },
  { slug: 'bathroom', name: 'Bathroom', things: ['Soap Dish', 'Mirror', 'Towel Rail', 'Laundry Basket'] },
  { slug: 'toys', name: 'Toys & Games', things: ['Spinning Top', 'Chess Set', 'Kite', 'Building Blocks'] },
]

/** The path of a category's listing, as links write it. */
export function categoryPath(category: Category): string {
  return `/categories/${encodeURIComponent(category.slug)}`
}
