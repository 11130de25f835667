/** What stands in an export in place of a secret; read back, it is no value. */
export const HIDDEN = '[secret]'
