import { orderCrawler, PASSWORDS } from './orders.ts'

const { GRACE_PASSWORD = PASSWORDS.grace, SITE_URL = '' } = process.env

export default orderCrawler(SITE_URL, { ...PASSWORDS, grace: GRACE_PASSWORD })
