const USER_INFO = /(?<=\/\/)[^/?#\s@]+@/g
const PARAMETER = /(?<=[?&;])([^=?&;#\s]+)=[^&;#\s"'<>]+/g

/** What opens doors, as a word of a parameter's name: `access_token`, `apiKey`, `X-Amz-Signature`, `session_id`. */
const SECRET_WORDS: ReadonlySet<string> = new Set(
  (
    'apikey auth authorization credential hmac jsessionid jwt key otp passphrase passwd password phpsessid pwd ' +
    'secret sessid session sessionid sid sig signature token'
  ).split(' '),
)

/** A text as it may be logged: without user names and passwords in its URLs, and without what parameters keep secret. */
export function redact(text: string): string {
  return text
    .replaceAll(USER_INFO, '')
    .replaceAll(PARAMETER, (parameter, name: string) => (isSecret(name) ? `${name}=[secret]` : parameter))
}

function isSecret(name: string): boolean {
  const words = name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
  return words.some((word) => SECRET_WORDS.has(word.toLowerCase()))
}
