using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.AI;
using Parley.OpenAI;
using SdkClient = OpenAI.Chat.ChatClient;
using SdkOptions = OpenAI.OpenAIClientOptions;
using SdkUserMessage = OpenAI.Chat.UserChatMessage;

namespace Parley.Bench.Models;

/// <summary>
/// What one streamed token costs in our reader and in the official OpenAI SDK: the same frames from memory, one frame a read as a
/// server sends them, and many frames a read as they arrive when the reader is behind; alternating rounds in one process.
/// </summary>
internal static class StreamReading
{
    private const int Tokens = 2_000;
    private const int Rounds = 150;
    private const int WarmUp = 20;

    public static async Task RunAsync()
    {
        foreach (var framesPerRead in (int[])[1, 8])
        {
            using var canned = new CannedServer(framesPerRead);
            using var transport = new OpenAITransport(canned.Client, new());
            using var ours = new OpenAIChatClient(transport, new(new("http://canned/v1")), "m", false, new(), TimeProvider.System);
            var theirs = new SdkClient("m", new ApiKeyCredential("k"), new SdkOptions
            {
                Endpoint = new("http://canned/v1"),
                Transport = new HttpClientPipelineTransport(canned.Client),
            });

            var own = new Cost("Parley");
            var sdk = new Cost("OpenAI SDK");
            for (var round = 0; round < Rounds + WarmUp; round++)
            {
                await own.MeasureAsync(round >= WarmUp, () => ReadOursAsync(ours));
                await sdk.MeasureAsync(round >= WarmUp, () => ReadTheirsAsync(theirs));
            }

            Console.WriteLine($"{framesPerRead} frame(s) a read, {Tokens} tokens, fastest of {Rounds} rounds:");
            own.Say();
            sdk.Say();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  ratio: {own.Nanoseconds / sdk.Nanoseconds:0.00} of the time, {own.Bytes / sdk.Bytes:0.00} of the memory"));
        }
    }

    private static async Task<int> ReadOursAsync(OpenAIChatClient client)
    {
        var length = 0;
        await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, "hi")]))
        {
            length += update.Text.Length;
        }

        return length;
    }

    private static async Task<int> ReadTheirsAsync(SdkClient client)
    {
        var length = 0;
        await foreach (var update in client.CompleteChatStreamingAsync([new SdkUserMessage("hi")]))
        {
            foreach (var part in update.ContentUpdate)
            {
                length += part.Text.Length;
            }
        }

        return length;
    }

    /// <summary>Time and memory of one reader. Everything runs on the calling thread, so the fastest round's time is processor time, however busy the machine is.</summary>
    private sealed class Cost(string name)
    {
        private readonly List<double> _nanoseconds = [];
        private readonly List<double> _bytes = [];
        private int _length;

        public double Nanoseconds => _nanoseconds.Min();

        public double Bytes => _bytes.Min();

        public async Task MeasureAsync(bool counts, Func<Task<int>> read)
        {
            GC.Collect();
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            _length = await read();
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (counts)
            {
                _nanoseconds.Add(elapsed.TotalNanoseconds / Tokens);
                _bytes.Add((double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / Tokens);
            }
        }

        public void Say() => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {name,-10} {Nanoseconds,7:0} ns a token, {Bytes,6:0} bytes a token ({_length} characters read)"));
    }

    /// <summary>Answers every request with the same frames, out of memory.</summary>
    private sealed class CannedServer : HttpMessageHandler
    {
        private readonly byte[][] _reads;

        public CannedServer(int framesPerRead)
        {
            var frames = Enumerable.Range(0, Tokens).Select(Frame)
                .Append("""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""")
                .Append("""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2000,"total_tokens":2009}}""")
                .Append("data: [DONE]");
            _reads = [.. frames.Select(frame => frame + "\n\n").Chunk(framesPerRead).Select(chunk => Encoding.UTF8.GetBytes(string.Concat(chunk)))];
            Client = new(this);
        }

        public HttpClient Client { get; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new StreamContent(new Reads(_reads));
            content.Headers.ContentType = new("text/event-stream");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
        }

        private static string Frame(int i) =>
            $$$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":" word{{{i % 100}}}"},"logprobs":null,"finish_reason":null}]}""";
    }

    /// <summary>Gives out one piece at each read, as a socket does.</summary>
    private sealed class Reads(byte[][] pieces) : Stream
    {
        private int _piece;
        private int _offset;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            if (_piece == pieces.Length)
            {
                return 0;
            }

            var rest = pieces[_piece].AsSpan(_offset);
            var count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer);
            (_piece, _offset) = count == rest.Length ? (_piece + 1, 0) : (_piece, _offset + count);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromResult(Read(buffer.AsSpan(offset, count)));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
