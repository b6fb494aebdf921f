// LangChain on top of both wire formats.
import { ChatAnthropic } from '@langchain/anthropic'
import { HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { z } from 'zod'
import { key, model, prove, url } from './proof.mjs'

const said = 'Grüße aus Zürich 🙂.'
const weather = tool(({ city }) => `Rain in ${city}.`, {
  name: 'get_weather',
  description: 'The weather of a city.',
  schema: z.object({ city: z.string() }),
})
const openai = new ChatOpenAI({ model, apiKey: key, maxRetries: 0, configuration: { baseURL: url + '/v1' } })
const anthropic = new ChatAnthropic({ model, apiKey: key, maxRetries: 0, maxTokens: 500, anthropicApiUrl: url })

const operations = (wire) => ({
  async invoke() {
    const { text, usage_metadata } = await wire.invoke([new SystemMessage('Be kind.'), new HumanMessage(`Hi [[script: text="${said}"]]`)])
    return { text, usage_metadata }
  },

  async stream() {
    let [text, pieces] = ['', 0]
    for await (const piece of await wire.stream(`Hi [[script: text="${said}" rate=100]]`)) {
      text += piece.text
      pieces++
    }
    return { text, pieces }
  },

  async tools() {
    const bound = wire.bindTools([weather])
    const question = new HumanMessage(String.raw`Weather? [[script: tool=get_weather arguments="{\"city\":\"Paris\"}" tokens=5]]`)
    const asked = await bound.invoke([question])
    const [call] = asked.tool_calls
    const answer = await bound.invoke([question, asked, new ToolMessage({ tool_call_id: call.id, content: await weather.invoke(call.args) })])
    return { call, text: answer.text }
  },
})

await prove({
  ...Object.fromEntries(Object.entries(operations(openai)).map(([name, run]) => [`openai.${name}`, run])),
  ...Object.fromEntries(Object.entries(operations(anthropic)).map(([name, run]) => [`anthropic.${name}`, run])),
  async 'openai.embed'() {
    const embedder = new OpenAIEmbeddings({ model: 'parley-builtin-1', apiKey: key, configuration: { baseURL: url + '/v1' } })
    const embedded = await embedder.embedDocuments(['The cat sat.', 'Rates rose.'])
    return { count: embedded.length, dimensions: embedded[0].length }
  },
})
