// Does several things one after the other and prints what came of each as one line of JSON.
export const url = process.env.PARLEY_URL
export const key = process.env.PARLEY_KEY
export const [model] = process.argv.slice(2)

export async function prove(operations) {
  const seen = {}
  for (const [name, operation] of Object.entries(operations)) {
    try {
      seen[name] = await operation()
    } catch (error) {
      const { status, code, message, requestID, headers } = error
      seen[name] = { error: error.constructor.name, status, code, message, body: error.error, requestID, wait: headers?.get?.('retry-after') }
    }
  }
  console.log(JSON.stringify(seen))
}
