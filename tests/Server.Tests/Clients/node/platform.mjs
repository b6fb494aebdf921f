// OpenAI's own client beyond the chat: models, embeddings, forms of answers, files and batches.
import OpenAI, { toFile } from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import { key, model, prove, url } from './proof.mjs'

const client = new OpenAI({ baseURL: url + '/v1', apiKey: key, maxRetries: 0 })
const pause = (ms) => new Promise((done) => setTimeout(done, ms))

const upload = (lines, purpose = 'batch') =>
  toFile(Buffer.from(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')), 'requests.jsonl').then((file) =>
    client.files.create({ file, purpose }),
  )

const chat = (custom_id, text, more) => ({
  custom_id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model, messages: [{ role: 'user', content: text }], ...more },
})

async function ended(batch) {
  for (let tries = 0; !['completed', 'failed', 'expired', 'cancelled'].includes(batch.status); tries++) {
    if (tries > 1200) throw new Error(`The batch is still ${batch.status}.`)
    await pause(100)
    batch = await client.batches.retrieve(batch.id)
  }
  return batch
}

async function lines(file) {
  const text = file ? await (await client.files.content(file)).text() : ''
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line))
}

async function run(input, endpoint = '/v1/chat/completions', metadata = undefined) {
  const file = await upload(input)
  const batch = await ended(await client.batches.create({ input_file_id: file.id, endpoint, completion_window: '24h', metadata }))
  return { batch, file, output: await lines(batch.output_file_id), errors: await lines(batch.error_file_id) }
}

await prove({
  async models() {
    return { one: await client.models.retrieve(model), ids: (await client.models.list()).data.map((one) => one.id) }
  },
  noModel: () => client.models.retrieve('no-such-model'),
  deleteModel: () => client.models.delete(model),

  async embeddings() {
    const ask = { model: 'parley-builtin-1', input: ['The cat sat.', 'Rates rose.'], user: 'u' }
    const [plain, packed] = [await client.embeddings.create({ ...ask, encoding_format: 'float' }), await client.embeddings.create(ask)]
    return { count: packed.data.length, dimensions: packed.data[0].embedding.length, same: plain.data[0].embedding.every((x, i) => Math.abs(x - packed.data[0].embedding[i]) < 1e-6) }
  },
  tokens: () => client.embeddings.create({ model: 'parley-builtin-1', input: [1, 2] }),

  async structured() {
    const answer = await client.chat.completions.parse({
      model,
      messages: [{ role: 'user', content: String.raw`Where? [[script: text="{\"city\":\"Paris\"}"]]` }],
      response_format: zodResponseFormat(z.object({ city: z.string() }), 'place'),
    })
    return answer.choices[0].message.parsed
  },
  unknown: () => client.chat.completions.create({ model, messages: [{ role: 'user', content: 'x' }], wholly_new: 1 }),
  refused: () => client.chat.completions.create({ model, messages: [{ role: 'user', content: 'x' }], n: 2 }),

  async files() {
    const made = [await upload([{ a: 1 }]), await upload([{ a: 2 }], 'user_data'), await upload([{ a: 3 }])]
    const listed = []
    for await (const file of client.files.list({ purpose: 'batch', limit: 1, order: 'asc' })) listed.push(file.id)
    const got = await client.files.retrieve(made[0].id)
    const content = await (await client.files.content(made[0].id)).text()
    return {
      got,
      content,
      inOrder: listed.filter((id) => made.some((file) => file.id === id)).join() === [made[0].id, made[2].id].join(),
      deleted: (await Promise.all(made.map((file) => client.files.delete(file.id)))).map((gone) => gone.deleted),
    }
  },
  noFile: () => client.files.retrieve('file_00000000000000000000000000000000'),

  batch: () =>
    run(
      [
        chat('one', 'Hi [[script: text="Eins."]]'),
        chat('two', 'Hi [[script: text="Zwei."]]'),
        chat('hot', 'Hi', { temperature: 5 }),
        chat('wrong', 'Hi', { messages: 'hello' }),
        chat('streamed', 'Hi', { stream: true }),
        chat('nobody', 'Hi', { model: 'no-such-model' }),
      ],
      undefined,
      { night: 'one' },
    ),
  embedBatch: () => run([{ custom_id: 'e', method: 'POST', url: '/v1/embeddings', body: { model: 'parley-builtin-1', input: 'x', encoding_format: 'base64' } }], '/v1/embeddings'),
  badBatch: () => run([chat('twice', 'a'), chat('twice', 'b'), '{', { custom_id: 'x', method: 'GET', url: '/v1/chat/completions', body: {} }, { custom_id: 'y', method: 'POST', url: '/v1/embeddings', body: {} }]),
  async cancelled() {
    const file = await upload(Array.from({ length: 40 }, (_, i) => chat(`slow-${i}`, `Hi ${i} [[script: tokens=40 rate=100]]`)))
    const batch = await client.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' })
    while ((await client.batches.retrieve(batch.id)).request_counts.completed === 0) await pause(50)
    const cancelling = await client.batches.cancel(batch.id)
    const end = await ended(cancelling)
    return { status: cancelling.status, end, output: await lines(end.output_file_id) }
  },
  async batches() {
    const ids = []
    for await (const batch of client.batches.list({ limit: 2 })) ids.push(batch.id)
    return { ids, unique: new Set(ids).size }
  },
  noBatch: () => client.batches.retrieve('batch_00000000000000000000000000000000'),
  async wrongPurpose() {
    const file = await upload([chat('a', 'b')], 'user_data')
    return await client.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' })
  },
})
