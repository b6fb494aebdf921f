using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>A call of a tool, of the pieces in which a provider sent it.</summary>
public static class CalledTool
{
    /// <param name="arguments">JSON; what is no JSON object is reported in the call, not thrown.</param>
    public static FunctionCallContent Of(string? id, string? name, string arguments)
    {
        var call = id ?? $"call_{Guid.CreateVersion7():N}";
        try
        {
            return new(call, name ?? "", string.IsNullOrWhiteSpace(arguments)
                ? new Dictionary<string, object?>()
                : JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments));
        }
        catch (JsonException exception)
        {
            return new(call, name ?? "") { Exception = exception, AdditionalProperties = new() { ["raw_arguments"] = arguments } };
        }
    }
}
