// What OpenAI's own client can ask of a model beyond the knobs.
import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import { key, model, prove, url } from './proof.mjs'

const client = new OpenAI({ baseURL: url + '/v1', apiKey: key, maxRetries: 0 })
const ask = (text, more) => ({ model, messages: [{ role: 'user', content: text }], ...more })
const text = '[[script: text="One two 🙂."]]'

await prove({
  everything: () =>
    client.chat.completions.create({
      model,
      reasoning_effort: 'high',
      verbosity: 'low',
      logit_bias: { 50256: -100 },
      messages: [
        { role: 'user', name: 'Ann', content: 'What was it?' },
        { role: 'assistant', name: 'Bob', content: 'It was this.' },
        { role: 'user', name: 'Ann', content: `Everything that can be asked ${text}` },
      ],
    }),

  async likely() {
    const answer = await client.chat.completions.create(ask(`How likely ${text}`, { logprobs: true, top_logprobs: 2 }))
    return answer.choices[0]
  },

  async likelyStream() {
    const answer = await client.chat.completions.stream(ask(`How likely, bit by bit ${text}`, { logprobs: true, top_logprobs: 1 })).finalChatCompletion()
    return answer.choices[0]
  },

  async parsed() {
    const answer = await client.chat.completions.parse(
      ask('Where is it? [[script: {"text": "{\\"city\\": \\"Paris\\"}"}]]', { response_format: zodResponseFormat(z.object({ city: z.string() }), 'place') }),
    )
    return answer.choices[0].message.parsed
  },

  async repaired() {
    const answer = await client.chat.completions.parse(
      ask('Where is it then? [[script: {"text": "```json\\n{\\"city\\": \\"Rome\\",}\\n```"}]]', { response_format: zodResponseFormat(z.object({ city: z.string() }), 'place') }),
    )
    return answer.choices[0].message.parsed
  },

  async heldStream() {
    const pieces = []
    const stream = client.chat.completions.stream(
      ask('Where is it, bit by bit? [[script: {"text": "{\\"city\\": \\"Oslo\\"}"}]]', { response_format: zodResponseFormat(z.object({ city: z.string() }), 'place') }),
    )
    stream.on('content', (piece) => pieces.push(piece))
    return { parsed: (await stream.finalChatCompletion()).choices[0].message.parsed, pieces }
  },

  unfit: () =>
    client.chat.completions.parse(ask('Where? [[script: text="Nowhere."]]', { response_format: zodResponseFormat(z.object({ city: z.string() }), 'place') })),
  noSchema: () =>
    client.chat.completions.create(
      ask('Where?', { response_format: { type: 'json_schema', json_schema: { name: 'place', schema: { properties: { city: { type: 'text' } } } } } }),
    ),

  unknownWord: () => client.chat.completions.create(ask('Hi', { reasoning_effort: 'most' })),
  notThere: () => client.chat.completions.create(ask('Hi', { model: 'extractive', logprobs: true })),
  otherType: () => client.chat.completions.create(ask([{ type: 'text', text: 'Hi', image_url: { url: 'data:image/png;base64,AAAA' } }])),
})
