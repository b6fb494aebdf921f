using System.Text.Json;

namespace Parley.Server.Tests.Fuzz;

/// <summary>One operation of the running server's own description.</summary>
/// <param name="Parameters">Their names, and where they stand: <c>path query header</c>.</param>
/// <param name="Schema">The schema of its body; null when it reads none.</param>
internal sealed record ApiOperation(
    string Method, string Path, IReadOnlyList<(string Name, string Place)> Parameters, string? MediaType, JsonElement? Schema)
{
    public string Name => $"{Method} {Path}";
}

/// <summary>What the server says of itself at <c>/openapi/v1.json</c>: whatever is added to it is tried without another word.</summary>
internal sealed class ApiOperations(JsonElement document)
{
    public IReadOnlyList<ApiOperation> All { get; } =
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           select Read(path.Name, operation),
    ];

    /// <summary>Follows a reference to what it means.</summary>
    public JsonElement Resolve(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference)
            ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;

    private static ApiOperation Read(string path, JsonProperty operation)
    {
        var parameters = operation.Value.TryGetProperty("parameters", out var listed)
            ? listed.EnumerateArray().Select(one => (one.GetProperty("name").GetString()!, one.GetProperty("in").GetString()!)).ToList()
            : [];
        var body = operation.Value.TryGetProperty("requestBody", out var read) ? read.GetProperty("content").EnumerateObject().First() : default;
        return new(
            operation.Name.ToUpperInvariant(), path, parameters, body.Value.ValueKind == JsonValueKind.Undefined ? null : body.Name,
            body.Value.ValueKind == JsonValueKind.Object && body.Value.TryGetProperty("schema", out var schema) ? schema : null);
    }
}
