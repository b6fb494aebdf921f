using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Models;
using Parley.Orchestration;

namespace Parley.RedTeam;

/// <summary>What a reader of a turn was told: all texts, also those that were taken back.</summary>
internal sealed class Told
{
    /// <summary>The failure where no model could be reached.</summary>
    public const string Unavailable = "model_unavailable";

    private readonly StringBuilder _shown = new();
    private readonly List<string> _others = [];
    private string _asked = "";

    /// <summary>The answer as it ended.</summary>
    public string Answer { get; private set; } = "";

    /// <summary>Everything that was shown at any time: answer, thoughts, quotations, arguments of calls.</summary>
    public IEnumerable<string> Texts => [_shown.ToString(), Answer, .. _others];

    public HashSet<string> Calls { get; } = new(StringComparer.Ordinal);

    public List<GuardSeen> Guards { get; } = [];

    /// <summary>As <c>turn.completed</c> has it; null when the turn ended otherwise.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Why the turn failed, or was not accepted; null when it was answered.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether the message was not accepted because of what stood in it.</summary>
    public bool IsTurnedAway { get; set; }

    /// <summary>Whether it came so far that a model was to answer.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Whether a model answered: also with calls alone, and where a guard ended or took back what it wrote.</summary>
    public bool IsAnswered => Failure is null
        && (Calls.Count > 0 || Guards.Exists(seen => seen.Source == "output") || (Answer.Length > 0 && FinishReason is not ("refused" or "handoff")));

    /// <summary>Passages that the search gave the turn.</summary>
    public int Sources { get; private set; }

    public decimal Cost { get; private set; }

    public void Hear(LogEntry entry)
    {
        var data = JsonElement.Parse(entry.Json.Span);
        switch (entry.Name)
        {
            case "turn.started":
                _asked = Text(data, "model");
                break;
            case "delta" or "thinking":
                _shown.Append(Text(data, "text"));
                break;
            case "retrieval":
                Sources += data.TryGetProperty("sources", out var sources) ? sources.GetArrayLength() : 0;
                break;
            case "tool.call" or "approval.required":
                // A call that a person is asked about was not handed out.
                if (entry.Name == "tool.call")
                {
                    Calls.Add(Text(data, "name"));
                }

                _others.Add(data.TryGetProperty("arguments", out var arguments) ? arguments.GetRawText() : "");
                break;
            case "tool.result":
                _others.Add(Text(data, "summary"));
                break;
            case "guard.finding":
                Guards.Add(new(Text(data, "guard"), Text(data, "kind"), Text(data, "action"), Text(data, "source")));
                _others.Add(Text(data, "message"));
                break;
            case "turn.completed":
                End(data);
                break;
            case "turn.failed":
                Failure = Text(data, "code");
                break;
            case "turn.cancelled":
                Failure = "cancelled";
                break;
        }
    }

    private void End(JsonElement data)
    {
        FinishReason = Text(data, "finish_reason");
        var message = data.GetProperty("message");
        Answer = Text(message, "content");

        // Where no model could be reached sentences of documents stand in, and these say nothing of the model.
        Failure ??= Text(message, "model") == ExtractiveModel.Name && _asked != ExtractiveModel.Name ? Unavailable : null;
        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
            {
                Calls.Add(Text(call, "name"));
                _others.Add(call.GetRawText());
            }
        }

        Cost += data.TryGetProperty("usage", out var usage) && decimal.TryParse(Text(usage, "cost"), NumberStyles.Float, CultureInfo.InvariantCulture, out var cost) ? cost : 0;
    }

    private static string Text(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

/// <summary>That a guard found something in a turn.</summary>
public sealed record GuardSeen(string Guard, string Kind, string Action, string Source);
