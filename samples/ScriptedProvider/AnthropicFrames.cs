using System.Buffers;
using System.Text;

namespace Parley.ScriptedProvider;

/// <summary>The events of one streamed message: a block of thinking where there is any, one of text, then one for each call.</summary>
internal sealed class AnthropicFrames(string id, string model, Answer answer, bool hidesThinking, bool omitsThinking) : IFrames
{
    private bool _opened;
    private int _block;

    public void WriteStart(IBufferWriter<byte> output)
    {
        Write(output, "message_start", $$$"""{"type":"message_start","message":{"id":"{{{id}}}","type":"message","role":"assistant","model":{{{Frames.Quoted(model)}}},"content":[],"stop_reason":null,"stop_sequence":null,"usage":{{{AnthropicWire.Usage(answer, 1)}}}}}""");
        Write(output, "ping", """{"type": "ping"}""");
        if (answer.Thinking is { } thinking)
        {
            WriteThinking(output, thinking);
        }
    }

    public void WriteContent(IBufferWriter<byte> output, string piece)
    {
        if (!_opened)
        {
            Write(output, "content_block_start", $$$"""{"type":"content_block_start","index":{{{_block}}},"content_block":{"type":"text","text":""}}""");
            _opened = true;
        }

        Write(output, "content_block_delta", $$$"""{"type":"content_block_delta","index":{{{_block}}},"delta":{"type":"text_delta","text":{{{Frames.Quoted(piece)}}}}}""");
    }

    public void WriteCall(IBufferWriter<byte> output, int index, string callId, ScriptedCall call)
    {
        Close(output);
        Write(output, "content_block_start", $$$$"""{"type":"content_block_start","index":{{{{_block}}}},"content_block":{"type":"tool_use","id":"{{{{callId.Replace("call_", "toolu_", StringComparison.Ordinal)}}}}","name":{{{{Frames.Quoted(call.Name)}}}},"input":{}}}""");
        foreach (var piece in Pieces.Of(call.Arguments).Prepend(""))
        {
            Write(output, "content_block_delta", $$$"""{"type":"content_block_delta","index":{{{_block}}},"delta":{"type":"input_json_delta","partial_json":{{{Frames.Quoted(piece)}}}}}""");
        }

        _opened = true;
        Close(output);
    }

    public void WriteEnd(IBufferWriter<byte> output)
    {
        Close(output);
        Write(output, "message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{AnthropicWire.Reason(answer)}}}","stop_sequence":{{{AnthropicWire.Stop(answer)}}}},"usage":{"output_tokens":{{{answer.CompletionTokens}}}}}""");
        Write(output, "message_stop", """{"type":"message_stop"}""");
    }

    public void WriteMalformed(IBufferWriter<byte> output) =>
        Write(output, "content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_del""");

    public void WriteError(IBufferWriter<byte> output) =>
        Write(output, "error", """{"type":"error","error":{"type":"overloaded_error","message":"This error is part of the script."}}""");

    private void WriteThinking(IBufferWriter<byte> output, string thinking)
    {
        _opened = true;
        if (hidesThinking)
        {
            Write(output, "content_block_start", $$$"""{"type":"content_block_start","index":{{{_block}}},"content_block":{"type":"redacted_thinking","data":{{{Frames.Quoted(Thought.Hide(thinking))}}}}}""");
            Close(output);
            return;
        }

        Write(output, "content_block_start", $$$"""{"type":"content_block_start","index":{{{_block}}},"content_block":{"type":"thinking","thinking":"","signature":""}}""");
        foreach (var piece in omitsThinking ? [] : Pieces.Of(thinking))
        {
            Write(output, "content_block_delta", $$$"""{"type":"content_block_delta","index":{{{_block}}},"delta":{"type":"thinking_delta","thinking":{{{Frames.Quoted(piece)}}}}}""");
        }

        Write(output, "content_block_delta", $$$"""{"type":"content_block_delta","index":{{{_block}}},"delta":{"type":"signature_delta","signature":"{{{Thought.Sign(thinking)}}}"}}""");
        Close(output);
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (_opened)
        {
            Write(output, "content_block_stop", $$"""{"type":"content_block_stop","index":{{_block}}}""");
            (_opened, _block) = (false, _block + 1);
        }
    }

    private static void Write(IBufferWriter<byte> output, string name, string data) =>
        Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n", output);
}
