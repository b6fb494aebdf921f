// Does one thing with OpenAI's own client and prints what it saw as one line of JSON.
import OpenAI from 'openai'

const [operation, model, prompt] = process.argv.slice(2)
const client = new OpenAI({ baseURL: process.env.PARLEY_URL + '/v1', apiKey: process.env.PARLEY_KEY, maxRetries: 0 })
const ask = { model, messages: [{ role: 'user', content: prompt }] }
const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather of a city.',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
]

const operations = {
  async models() {
    const ids = []
    for await (const listed of client.models.list()) ids.push(listed.id)
    return { ids }
  },

  async whole() {
    const answer = await client.chat.completions.create(ask)
    return { ...answer.choices[0], model: answer.model, usage: answer.usage, parley: answer.parley, object: answer.object }
  },

  async stream() {
    const chunks = []
    const stream = await client.chat.completions.create({ ...ask, stream: true, stream_options: { include_usage: true } })
    for await (const chunk of stream) chunks.push(chunk)
    return {
      text: chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join(''),
      finish_reason: chunks.map((chunk) => chunk.choices[0]?.finish_reason).find((reason) => reason),
      usage: chunks.at(-1).usage,
      chunks: chunks.length,
    }
  },

  // The helper checks each chunk by its own rules while it puts the answer together.
  async helper() {
    const answer = await client.chat.completions.stream({ ...ask, tools }).finalChatCompletion()
    return answer.choices[0]
  },

  async tools() {
    const asked = await client.chat.completions.create({ ...ask, tools, tool_choice: 'auto' })
    const call = asked.choices[0].message.tool_calls[0]
    const answer = await client.chat.completions.create({
      model,
      tools,
      messages: [...ask.messages, asked.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'Rain.' }],
    })
    return { finish_reason: asked.choices[0].finish_reason, call: call.function, answer: answer.choices[0].message.content }
  },

  async cancel() {
    const { data: stream, response } = await client.chat.completions.create({ ...ask, stream: true }).withResponse()
    let chunks = 0
    let failure = null
    try {
      for await (const chunk of stream) {
        if (chunk.choices[0]?.delta?.content && chunks++ === 0) {
          await client.post(`/turns/${response.headers.get('parley-turn-id')}/cancel`)
        }
      }
    } catch (error) {
      failure = { name: error.constructor.name, code: error.code ?? error.error?.code }
    }
    return { chunks, failure, turn: response.headers.get('parley-turn-id') }
  },

  async leave() {
    const { data: stream, response } = await client.chat.completions.create({ ...ask, stream: true }).withResponse()
    for await (const chunk of stream) if (chunk.choices[0]?.delta?.content) break
    stream.controller.abort()
    return { turn: response.headers.get('parley-turn-id') }
  },

  async refused() {
    return await client.chat.completions.create({ ...ask, temperature: 5 })
  },

  async stranger() {
    return await new OpenAI({ baseURL: client.baseURL, apiKey: 'pk_nobody', maxRetries: 0 }).chat.completions.create(ask)
  },
}

try {
  console.log(JSON.stringify(await operations[operation]()))
} catch (error) {
  if (!(error instanceof OpenAI.APIError)) throw error
  const { status, code, param, type } = error
  console.log(JSON.stringify({ error: error.constructor.name, status, code, param, type }))
}
