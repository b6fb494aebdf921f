using System.Text;
using System.Text.Json;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>What becomes of a call that a model wants made.</summary>
internal enum ToolWay
{
    HandOut,
    Ask,
    Withhold,
}

/// <param name="Reason">Why it is not simply handed out.</param>
/// <param name="Kind">What a finding calls that.</param>
internal sealed record ToolVerdict(ToolWay Way, string Reason = "", string Kind = "");

/// <summary>
/// Decides which calls are handed out. Text of others in the prompt cannot have a tool write, nor put an address into a call that neither the person
/// nor the operator named: that is asked of a person where the door can ask, and withheld where it cannot.
/// </summary>
internal sealed class ToolGate(Turn turn)
{
    /// <summary>What findings call it.</summary>
    public const string Guard = "tool";

    /// <summary>What a reader is told in place of a call that was withheld.</summary>
    public const string Words =
        "A tool was to be called with an address that stands only in material from others, or by its order. The call was not made.";

    // Shorter names stand by chance in any text without its blanks.
    private const int LeastSquashed = 6;

    private readonly bool _canAsk = turn.Options.Door is "native" or "redteam";
    private readonly Lazy<IReadOnlySet<string>> _trusted = new(() => NetworkNames.Of(Trusted(turn)));
    private readonly Lazy<(IReadOnlySet<string> Names, string Squashed)> _material = new(() => Read(Material(turn)));

    public ToolVerdict Judge(string tool, JsonElement arguments)
    {
        var declared = turn.Options.Tools?.FirstOrDefault(one => one.Name == tool);
        if (turn.Taint.IsTainted && !turn.ToolRule.Follows.Contains(tool) && Foreign(arguments) is { Count: > 0 } foreign)
        {
            var reason = $"{Named(foreign)} stands in material from others alone: neither you nor the assistant's operator named it.";
            return new(_canAsk ? ToolWay.Ask : ToolWay.Withhold, reason, "foreign_address");
        }

        if (declared?.Approval == "required")
        {
            return new(ToolWay.Ask, "This tool is marked as one that a person must allow.");
        }

        return !turn.Taint.IsTainted ? new(ToolWay.HandOut) : turn.ToolRule.WhenTainted switch
        {
            ToolApproval.All => new(_canAsk ? ToolWay.Ask : ToolWay.Withhold, "Material from others stands in the prompt, and every call is asked for then.", "tainted_call"),
            ToolApproval.Writing when _canAsk && declared?.ReadOnly != true && !turn.ToolRule.ReadOnly.Contains(tool) =>
                new(ToolWay.Ask, "Material from others stands in the prompt, and this tool may change something."),
            _ => new(ToolWay.HandOut),
        };
    }

    /// <summary>The addresses of a call that stand in the material and nowhere else.</summary>
    private List<string> Foreign(JsonElement arguments) =>
    [
        .. NetworkNames.Of(Strings(arguments)).Where(name => !_trusted.Value.Contains(name)
            && (_material.Value.Names.Contains(name)
                || (NetworkNames.Squashed(name) is { Length: >= LeastSquashed } squashed && _material.Value.Squashed.Contains(squashed, StringComparison.Ordinal)))),
    ];

    private static string Named(List<string> names) => names.Count == 1 ? names[0] : $"{names[0]} and {names.Count - 1} more";

    private static (IReadOnlySet<string> Names, string Squashed) Read(string text) => (NetworkNames.Of(text), NetworkNames.Squashed(text));

    private static string Trusted(Turn turn) => string.Join('\n',
    [
        turn.System?.Content ?? "",
        turn.AnswersTool ? "" : turn.UserText,
        .. turn.Window.Where(message => message.Role == "user").Select(message => message.Content),
        .. (turn.Options.Tools ?? []).Select(tool => $"{tool.Description}\n{tool.Schema?.GetRawText()}"),
    ]);

    // What the assistant said before, and what was summed up, may be there because the material said it.
    private static string Material(Turn turn) => string.Join('\n',
    [
        turn.Earlier,
        .. turn.LeftOut,
        .. turn.Sources.Select(source => $"{source.Hit.Title}\n{source.Hit.Heading}\n{source.Hit.Text}"),
        .. turn.Window.Where(message => message.Role != "user")
            .Select(message => $"{message.Content}\n{string.Join('\n', (message.ToolCalls ?? []).Select(call => Strings(call.Arguments)))}"),
        .. turn.Files.Values.SelectMany(files => files.Contents).Select(file => $"{file.File.Name}\n{file.Text}"),
    ]);

    /// <summary>All names and texts of a value, one a line.</summary>
    private static string Strings(JsonElement value)
    {
        var text = new StringBuilder();
        var open = new Stack<JsonElement>([value]);
        while (open.TryPop(out var next))
        {
            switch (next.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in next.EnumerateObject())
                    {
                        text.Append(member.Name).Append('\n');
                        open.Push(member.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var item in next.EnumerateArray())
                    {
                        open.Push(item);
                    }

                    break;
                case JsonValueKind.String:
                    text.Append(next.GetString()).Append('\n');
                    break;
            }
        }

        return text.ToString();
    }
}
