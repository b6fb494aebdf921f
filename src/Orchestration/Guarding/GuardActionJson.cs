using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>Actions by the words that they have outside.</summary>
internal sealed class GuardActionJson() : JsonStringEnumConverter<GuardAction>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
