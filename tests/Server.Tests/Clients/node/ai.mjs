// Vercel's AI SDK on top of both wire formats.
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { embedMany, generateText, Output, stepCountIs, streamText, tool } from 'ai'
import { z } from 'zod'
import { key, model, prove, url } from './proof.mjs'

// Else its remarks stand among the results.
globalThis.AI_SDK_LOG_WARNINGS = (remark) => console.error(JSON.stringify(remark))
const openai = createOpenAI({ baseURL: url + '/v1', apiKey: key })
const anthropic = createAnthropic({ baseURL: url + '/v1', apiKey: key })
const said = 'Grüße aus Zürich 🙂.'
const weather = tool({
  description: 'The weather of a city.',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `Rain in ${city}.`,
})

const operations = (wire) => ({
  async generate() {
    const { text, finishReason, usage } = await generateText({ model: wire, maxRetries: 0, system: 'Be kind.', prompt: `Hi [[script: text="${said}"]]` })
    return { text, finishReason, usage }
  },

  async stream() {
    const result = streamText({ model: wire, maxRetries: 0, prompt: `Hi [[script: text="${said}" rate=100]]` })
    let text = ''
    for await (const piece of result.textStream) text += piece
    return { text, finishReason: await result.finishReason, usage: await result.usage }
  },

  // The model asks, the tool runs here, and the model answers.
  async tools() {
    const { steps, text } = await generateText({
      model: wire,
      maxRetries: 0,
      tools: { get_weather: weather },
      stopWhen: stepCountIs(3),
      prompt: String.raw`Weather? [[script: tool=get_weather arguments="{\"city\":\"Paris\"}" tokens=5]]`,
    })
    return { called: steps[0].toolCalls[0], result: steps[0].toolResults[0].output, steps: steps.length, text }
  },

  async object() {
    const { output } = await generateText({
      model: wire,
      maxRetries: 0,
      output: Output.object({ schema: z.object({ city: z.string() }) }),
      prompt: String.raw`Where? [[script: text="{\"city\":\"Paris\"}"]]`,
    })
    return output
  },
})

await prove({
  ...Object.fromEntries(Object.entries(operations(openai.chat(model))).map(([name, run]) => [`openai.${name}`, run])),
  ...Object.fromEntries(Object.entries(operations(anthropic(model))).map(([name, run]) => [`anthropic.${name}`, run])),
  async 'openai.embed'() {
    const { embeddings } = await embedMany({ model: openai.embedding('parley-builtin-1'), values: ['The cat sat.', 'Rates rose.'] })
    return { count: embeddings.length, dimensions: embeddings[0].length }
  },
})
