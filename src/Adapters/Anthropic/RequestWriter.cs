using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>Writes the body of a request, with marks where the part ends that stays the same from turn to turn.</summary>
internal sealed class RequestWriter
{
    /// <summary>Characters below which no model keeps a prompt; the shortest that any keeps has 1,024 tokens.</summary>
    private const int ShortestCached = 4_096;

    private const double MostTemperature = 1.0;

    // The body goes to a JSON reader and never into a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ModelFacts _model;
    private readonly ChatOptions _options;
    private readonly RefusedParameters _refused;
    private readonly bool _caches;
    private readonly List<AIFunctionDeclaration> _tools;
    private readonly ModelAsks? _asks;
    private int _written;

    public RequestWriter(ModelFacts model, IEnumerable<ChatMessage> messages, ChatOptions? options, RefusedParameters refused, bool caches)
    {
        (_model, _options, _refused, _caches) = (model, options ?? new(), refused, caches);
        _asks = options.Asks();

        // The wire begins no answer for a model that is to think before it.
        Turns = new(messages, model.Continues && _asks?.Thinking is null, _asks?.Thinking is not null);
        if (!string.IsNullOrWhiteSpace(_options.Instructions))
        {
            Turns.Instructions.Insert(0, _options.Instructions);
        }

        _tools = [.. _options.Tools?.OfType<AIFunctionDeclaration>() ?? []];
        if (_options.ResponseFormat is ChatResponseFormatJson { SchemaDescription: { } description })
        {
            Turns.Instruct($"What the answer is to be: {description}");
        }

        if (_options.ResponseFormat is ChatResponseFormatJson { } json && (json.Schema is null || !model.KeepsToSchemas))
        {
            Turns.Instruct(json.Schema is { } schema
                ? $"Answer with one JSON value that this JSON Schema describes, and with nothing else: {schema.GetRawText()}"
                : "Answer with one JSON object, and with nothing else.");
        }
    }

    public Turns Turns { get; }

    private int MostTokens => Math.Min(_options.MaxOutputTokens ?? _model.MaxOutputTokens, _model.MaxOutputTokens);

    /// <summary>The members of the body.</summary>
    public Dictionary<string, JsonElement> Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Plain))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, _model.Id);
            json.WriteNumber("max_tokens"u8, MostTokens);
            WriteTools(json);
            WriteSystem(json);
            WriteMessages(json);
            WriteKnobs(json);
            AskedFields.Write(json, _options, MostTokens, _model.KeepsToSchemas);
            json.WriteEndObject();
        }

        using var body = JsonDocument.Parse(stream.ToArray());
        return body.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone());
    }

    private void WriteTools(Utf8JsonWriter json)
    {
        // The wire refuses calls in a conversation whose request knows no tool.
        var others = _tools.Count > 0 ? [] : Turns.CalledTools.ToList();
        if (_tools.Count + others.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in _tools)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tool.Name);
            if (!string.IsNullOrEmpty(tool.Description))
            {
                json.WriteString("description"u8, tool.Description);
            }

            json.WritePropertyName("input_schema"u8);
            ToolSchema.Write(json, tool.JsonSchema);
            _written += tool.Name.Length + (tool.Description?.Length ?? 0) + tool.JsonSchema.GetRawText().Length;
            if (ReferenceEquals(tool, _tools[^1]))
            {
                Mark(json);
            }

            json.WriteEndObject();
        }

        foreach (var name in others)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WritePropertyName("input_schema"u8);
            ToolSchema.Write(json, default);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ToolSchema.WriteChoice(json, others.Count > 0 ? ChatToolMode.None : _options.ToolMode, _options.AllowMultipleToolCalls);
    }

    private void WriteSystem(Utf8JsonWriter json)
    {
        if (Turns.Instructions.Count == 0)
        {
            return;
        }

        json.WriteStartArray("system"u8);
        for (var i = 0; i < Turns.Instructions.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, Turns.Instructions[i]);
            _written += Turns.Instructions[i].Length;
            if (i == Turns.Instructions.Count - 1)
            {
                Mark(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteMessages(Utf8JsonWriter json)
    {
        // What comes after it is new, or is another the next time: the question stands there with its sources.
        var stable = Turns.All.Count - (Turns.All[^1].ByModel ? 3 : 2);
        json.WriteStartArray("messages"u8);
        for (var i = 0; i < Turns.All.Count; i++)
        {
            var turn = Turns.All[i];
            json.WriteStartObject();
            json.WriteString("role"u8, turn.ByModel ? "assistant"u8 : "user"u8);
            json.WriteStartArray("content"u8);
            for (var block = 0; block < turn.Blocks.Count; block++)
            {
                json.WriteStartObject();
                BlockWriter.Write(json, turn.Blocks[block]);
                _written += turn.Blocks[block].Length;
                if (i == stable && block == turn.Blocks.Count - 1)
                {
                    Mark(json);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteKnobs(Utf8JsonWriter json)
    {
        var temperature = Takes("temperature") ? _options.Temperature : null;
        if (temperature is { } warm && float.IsFinite(warm))
        {
            json.WriteNumber("temperature"u8, Math.Min(warm, MostTemperature));
        }
        else if (_options.TopP is { } share && float.IsFinite(share) && Takes("top_p"))
        {
            // It takes one of the two.
            json.WriteNumber("top_p"u8, share);
        }

        var stops = _options.StopSequences?.Where(stop => !string.IsNullOrWhiteSpace(stop)).ToList();
        if (stops is { Count: > 0 })
        {
            json.WriteStartArray("stop_sequences"u8);
            stops.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }
    }

    private bool Takes(string parameter) => !_refused.Contains(parameter);

    /// <summary>Everything up to here is worth keeping; three marks at most, of the four that are allowed.</summary>
    private void Mark(Utf8JsonWriter json)
    {
        if (_caches && _written >= ShortestCached)
        {
            json.WriteStartObject("cache_control"u8);
            json.WriteString("type"u8, "ephemeral"u8);
            json.WriteEndObject();
        }
    }
}
