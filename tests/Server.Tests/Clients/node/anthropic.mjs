// Anthropic's own client.
import Anthropic from '@anthropic-ai/sdk'
import { key, model, prove, url } from './proof.mjs'

const client = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 })
const ask = (text, more) => ({ model, max_tokens: 500, messages: [{ role: 'user', content: text }], ...more })
const weather = {
  name: 'get_weather',
  description: 'The weather of a city.',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
const weatherAsked = String.raw`Weather? [[script: tool=get_weather arguments="{\"city\":\"Paris\"}" tokens=5]]`
const said = 'Grüße aus Zürich: 3 < 5 🙂.'

await prove({
  async whole() {
    const { data, request_id } = await client.messages
      .create(ask(`Hi [[script: text="${said}"]]`, { system: 'Be kind.', metadata: { user_id: 'u' }, temperature: 0.5 }))
      .withResponse()
    return { ...data, request_id }
  },

  async stream() {
    const types = []
    for await (const event of await client.messages.create(ask(`Hi [[script: text="${said}" rate=100]]`, { stream: true }))) types.push(event.type)
    return { types }
  },

  // The helper checks the order of events while it puts the message together.
  async helper() {
    let text = ''
    const stream = client.messages.stream(ask(`Hi [[script: text="${said}" rate=100]]`)).on('text', (delta) => (text += delta))
    return { message: await stream.finalMessage(), text }
  },

  async tools() {
    const stream = client.messages.stream(ask(weatherAsked, { tools: [weather], tool_choice: { type: 'auto' } }))
    const asked = await stream.finalMessage()
    const call = asked.content.find((block) => block.type === 'tool_use')
    const answer = await client.messages.create({
      ...ask(''),
      tools: [weather],
      messages: [
        { role: 'user', content: weatherAsked },
        { role: 'assistant', content: asked.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'Rain.' }] },
      ],
    })
    return { stop_reason: asked.stop_reason, call, answer: answer.content[0].text }
  },

  count: () => client.messages.countTokens({ model, system: 'Be kind.', messages: [{ role: 'user', content: 'How many words are these?' }], tools: [weather] }),

  length: () => client.messages.create(ask('Hi [[script: tokens=60]]', { max_tokens: 5 })),

  refused: () => client.messages.create(ask('Hi', { top_k: 5 })),
  unknown: () => client.messages.create(ask('Hi', { wholly_new: 1 })),
  nobody: () => client.messages.create(ask('Hi', { model: 'no-such-model' })),
  stranger: () => new Anthropic({ baseURL: url, apiKey: 'pk_nobody', maxRetries: 0 }).messages.create(ask('Hi')),
  bearer: () => new Anthropic({ baseURL: url, apiKey: null, authToken: key, maxRetries: 0 }).messages.create(ask('Hi [[script: text="Yes."]]')),
  overloaded: () => client.messages.create(ask('Hi [[script: fault=503 retry_after=1]]')),
  limited: () => client.messages.create(ask('Hi [[script: fault=429 retry_after=600]]')),
  broken: () => client.messages.stream(ask('Hi [[script: tokens=40 fault=cut at=20]]')).finalMessage(),
})
