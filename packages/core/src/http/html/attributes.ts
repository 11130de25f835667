/** The attributes of an element: as quick as a plain object, and with no name in it but theirs. */
export class Attributes {
  [name: string]: string
}
Object.setPrototypeOf(Attributes.prototype, null)
Reflect.deleteProperty(Attributes.prototype, 'constructor')
