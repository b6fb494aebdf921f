// What Anthropic's own client can ask of a model beyond the knobs.
import Anthropic from '@anthropic-ai/sdk'
import { key, model, prove, url } from './proof.mjs'

const client = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 })
const thinking = { type: 'enabled', budget_tokens: 1024 }
const ask = (text, more) => ({ model: 'claude-scripted', max_tokens: 2000, messages: [{ role: 'user', content: text }], ...more })
const weather = { name: 'get_weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } }

await prove({
  whole: () => client.messages.create(ask('Think [[script: thinking="Hm, so 🙂." text="Yes."]]', { thinking })),

  async stream() {
    let thought = ''
    const stream = client.messages.stream(ask('Think along [[script: thinking="Hm, so 🙂." text="Yes."]]', { thinking })).on('thinking', (delta) => (thought += delta))
    return { message: await stream.finalMessage(), thought }
  },

  // The provider looks whether it is given back what it thought.
  async tools() {
    const question = String.raw`Weather, thought about? [[script: thinking="Rain or sun?" tool=get_weather arguments="{\"city\":\"Paris\"}" tokens=5]]`
    const asked = await client.messages.stream(ask(question, { thinking, tools: [weather] })).finalMessage()
    const call = asked.content.find((block) => block.type === 'tool_use')
    const answer = await client.messages.create({
      ...ask(''),
      thinking,
      tools: [weather],
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: asked.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'Rain.' }] },
      ],
    })
    return { asked: asked.content.map((block) => block.type), answer: answer.content.map((block) => block.type) }
  },

  async forged() {
    return await client.messages.create({
      ...ask(''),
      thinking,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm.', signature: 'forged' }, { type: 'text', text: 'Yes.' }] },
        { role: 'user', content: 'And?' },
      ],
    })
  },

  hidden: () => client.messages.create(ask('Think in secret [[script: {"hides_thinking": true, "text": "Yes."}]]', { thinking: { type: 'adaptive' } })),
  omitted: () => client.messages.create(ask('Think in silence [[script: text="Yes."]]', { thinking: { type: 'adaptive', display: 'omitted' } })),
  others: () => client.messages.create(ask('The others [[script: text="Yes."]]', { top_k: 5, output_config: { effort: 'max' } })),
  stopped: () => client.messages.create(ask('Stop [[script: text="One END two"]]', { stop_sequences: ['END', 'two'] })),
  unstopped: () => client.messages.create(ask('Stop not [[script: text="One two"]]', { stop_sequences: ['END'] })),
  async stoppedStream() {
    return await client.messages.stream(ask('Stop along [[script: text="One END two"]]', { stop_sequences: ['END'] })).finalMessage()
  },

  refusedByServer: () => client.messages.create(ask('Think [[script: {"refuses": ["thinking"]}]]', { thinking })),
  refused: () => client.messages.create({ ...ask('Hi', { thinking }), model }),
  unknownWord: () => client.messages.create({ ...ask('Hi', { output_config: { effort: 'max' } }), model }),
})
