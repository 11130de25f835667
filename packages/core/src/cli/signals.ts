/** A signal that SIGINT or SIGTERM aborts; a second one quits at once, which loses nothing that was committed. */
export function stopSignal(onStop: () => void): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(5)
    onStop()
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const end = () => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
  return { signal: controller.signal, end }
}
