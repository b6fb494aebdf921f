using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>OpenAI's API: <c>/v1/chat/completions</c>.</summary>
/// <param name="tellsStops">Whether it says which text ended an answer, as vLLM does.</param>
internal sealed class OpenAIWire(bool tellsStops) : IWire
{
    public ChatRequest Read(JsonElement body) => ChatRequest.Read(body);

    public string Whole(RecordedRequest record, ChatRequest request, Script script, Answer answer, DateTimeOffset now)
    {
        var calls = string.Join(',', answer.Calls.Select((call, index) =>
            $$$"""{"id":"call_{{{record.Id}}}_{{{index}}}","type":"function","function":{"name":{{{ScriptedProvider.Frames.Quoted(call.Name)}}},"arguments":{{{ScriptedProvider.Frames.Quoted(call.Arguments)}}}}}"""));
        var content = answer.Pieces.Count == 0 && answer.Calls.Count > 0 ? "null" : ScriptedProvider.Frames.Quoted(answer.Text);
        var message = $$"""{"role":"assistant","content":{{content}},"refusal":null{{(calls.Length > 0 ? $",\"tool_calls\":[{calls}]" : "")}}}""";
        var usage = script.Usage == UsageMode.Off ? "" : $",\"usage\":{ScriptedProvider.Frames.UsageJson(answer)}";
        return $$"""
            {"id":"chatcmpl-{{record.Id}}","object":"chat.completion","created":{{now.ToUnixTimeSeconds()}},"model":{{ScriptedProvider.Frames.Quoted(request.Model)}},"system_fingerprint":"scripted","choices":[{"index":0,"message":{{message}},"logprobs":{{Logprobs.Of(answer.Pieces, request.TopLogprobs)}},"finish_reason":{{ScriptedProvider.Frames.Quoted(answer.FinishReason)}}{{StopReason(answer)}}}]{{usage}}}
            """;
    }

    public IFrames Frames(RecordedRequest record, ChatRequest request, Script script, Answer answer, DateTimeOffset now) => new Frames(
        $"chatcmpl-{record.Id}", request.Model, now.ToUnixTimeSeconds(), answer,
        script.Usage == UsageMode.Always || (request.IncludeUsage && script.Usage != UsageMode.Off))
    {
        TopLogprobs = request.TopLogprobs,
        StopReason = StopReason(answer),
    };

    private string StopReason(Answer answer) => tellsStops ? $",\"stop_reason\":{(answer.StopSequence is { } stop ? ScriptedProvider.Frames.Quoted(stop) : "null")}" : "";

    public Task RefuseAsync(HttpContext context, int status, string message) => Errors.WriteAsync(context, status, message);
}
