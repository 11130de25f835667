/** Ctrl-C, a service manager, and a terminal that closes. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A signal that SIGINT, SIGTERM or SIGHUP aborts; a second one quits at once, which loses nothing that was committed. */
export function stopSignal(onStop: () => void): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(5)
    controller.abort()
    onStop()
  }
  for (const name of SIGNALS) process.on(name, stop)
  return {
    signal: controller.signal,
    end() {
      for (const name of SIGNALS) process.off(name, stop)
    },
  }
}
