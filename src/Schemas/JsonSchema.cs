using System.Runtime.InteropServices;
using System.Text.Json;
using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas;

/// <summary>A JSON Schema of draft 2020-12 or draft 7, ready to judge. May be used by many threads at once.</summary>
/// <remarks><c>format</c>, <c>content…</c> and the other annotations say nothing about whether a value is valid.</remarks>
public sealed class JsonSchema
{
    private readonly SchemaNode _root;
    private readonly SchemaOptions _options;

    private JsonSchema(SchemaNode root, SchemaOptions options) => (_root, _options) = (root, options);

    /// <exception cref="InvalidSchemaException">It is no schema, refers to what was not given, or goes beyond the limits; the message says where and what.</exception>
    public static JsonSchema Compile(JsonElement schema, SchemaOptions? options = null)
    {
        options ??= new();
        if (Bytes(schema) > options.MaxSchemaBytes)
        {
            throw new InvalidSchemaException("", $"is longer than {options.MaxSchemaBytes} bytes");
        }

        // The schema outlives the document that it was read from.
        var kept = schema.ValueKind == JsonValueKind.Undefined ? schema : schema.Clone();
        try
        {
            // Read as a value first: it finds what is nested too deep or is no Unicode.
            new InstanceReader(options.MaxDepth).Read(kept);
        }
        catch (BeyondLimitException problem)
        {
            throw new InvalidSchemaException("", problem.Message);
        }

        return new(SchemaCompiler.Compile(kept, options), options);
    }

    /// <summary>Judges a value. What costs more than the limits allow is not valid, and the violation says so.</summary>
    public SchemaResult Validate(JsonElement value)
    {
        var report = new Report(_options.MaxViolations);
        try
        {
            return Bytes(value) > _options.MaxValueBytes
                ? Beyond(report, $"is longer than {_options.MaxValueBytes} bytes")
                : Judge(new InstanceReader(_options.MaxDepth).Read(value), report);
        }
        catch (BeyondLimitException problem)
        {
            return Beyond(report, problem.Message);
        }
    }

    private SchemaResult Judge(Instance value, Report report)
    {
        var judgement = new Judgement(new(_options.MaxWork));
        return judgement.Check(_root, value, Scope.Outermost(), null, null)
            ? new(true, [])
            : judgement.Check(_root, value, Scope.Outermost(), null, report)
                ? throw new InvalidOperationException("A schema judged the same value in two ways.")
                : new(false, report.Violations);
    }

    private static SchemaResult Beyond(Report report, string sentence)
    {
        // What was found before the limit is the better hint.
        if (report.Violations.Count == 0)
        {
            report.Add(new("", "limit", $"the value {sentence}"));
        }

        return new(false, report.Violations);
    }

    private static int Bytes(JsonElement json) => json.ValueKind == JsonValueKind.Undefined ? 0 : JsonMarshal.GetRawUtf8Value(json).Length;
}
