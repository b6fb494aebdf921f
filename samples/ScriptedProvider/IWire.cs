using System.Buffers;
using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>An API that the provider speaks: how a request is read, and how an answer is written.</summary>
internal interface IWire
{
    /// <exception cref="ScriptException">The body is no request of this API.</exception>
    ChatRequest Read(JsonElement body);

    /// <summary>An answer in one piece, as JSON.</summary>
    string Whole(RecordedRequest record, ChatRequest request, Script script, Answer answer, DateTimeOffset now);

    /// <summary>What writes a streamed answer.</summary>
    IFrames Frames(RecordedRequest record, ChatRequest request, Script script, Answer answer, DateTimeOffset now);

    Task RefuseAsync(HttpContext context, int status, string message);
}

/// <summary>The frames of one stream, each written by itself.</summary>
internal interface IFrames
{
    /// <summary>What comes before the first token.</summary>
    void WriteStart(IBufferWriter<byte> output);

    void WriteContent(IBufferWriter<byte> output, string piece);

    void WriteCall(IBufferWriter<byte> output, int index, string callId, ScriptedCall call);

    /// <summary>What comes after the last token.</summary>
    void WriteEnd(IBufferWriter<byte> output);

    /// <summary>A frame that is no JSON.</summary>
    void WriteMalformed(IBufferWriter<byte> output);

    void WriteError(IBufferWriter<byte> output);
}
