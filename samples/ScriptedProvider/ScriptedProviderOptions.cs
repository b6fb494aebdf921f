namespace Parley.ScriptedProvider;

/// <summary>With what the program starts.</summary>
public sealed record ScriptedProviderOptions
{
    /// <summary>Where it listens; port 0 takes a free one. Default <c>http://127.0.0.1:5090</c>.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5090";

    /// <summary>Mixed into every made-up text. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>What <c>/v1/models</c> lists; any other model is answered too. Default <c>scripted</c>.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["scripted"];

    /// <summary>
    /// As whose the models are listed; by that, clients tell servers apart. <c>vllm</c> makes it look like one that counts tokens and
    /// continues answers. Default <c>scripted</c>.
    /// </summary>
    public string OwnedBy { get; init; } = "scripted";

    /// <summary>When set, <c>/v1</c> asks for it as a bearer token. Default none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Milliseconds to read one token of a prompt that is not kept from earlier ones, one prompt after the other. Default 0.</summary>
    public double PrefillMs { get; init; }

    /// <summary>How many tokens of prompts are kept; 0 = none. Default 0.</summary>
    public int PrefixTokens { get; init; }

    /// <summary>How requests are answered for which nothing else is said.</summary>
    public Script Script { get; init; } = new();

    /// <summary>The clock of times to first token, rates and records.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads <c>--ttft-ms 20</c>, <c>--ttft-ms=20</c> and <c>SCRIPTED_TTFT_MS=20</c>; the command line wins.</summary>
    /// <exception cref="ScriptException">There is no such option, or its value makes no sense.</exception>
    public static ScriptedProviderOptions Read(IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment)
    {
        const string prefix = "SCRIPTED_";
        var values = environment
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(pair => pair.Key[prefix.Length..].ToLowerInvariant(), pair => pair.Value);
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new ScriptException($"'{args[i]}' is not an option. Options look like --tokens 200.");
            }

            var (name, equals) = (args[i][2..], args[i].IndexOf('=', StringComparison.Ordinal));
            var value = equals > 0 ? args[i][(equals + 1)..]
                : i + 1 < args.Count ? args[++i]
                : throw new ScriptException($"--{name} needs a value.");
            values[(equals > 0 ? name[..(equals - 2)] : name).Replace('-', '_').ToLowerInvariant()] = value;
        }

        return From(values);
    }

    private static ScriptedProviderOptions From(Dictionary<string, string> values)
    {
        var options = new ScriptedProviderOptions();
        var script = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in values)
        {
            switch (name)
            {
                case "urls": options = options with { Urls = value }; break;
                case "seed": options = options with { Seed = long.TryParse(value, out var seed) ? seed : throw new ScriptException("--seed must be a whole number.") }; break;
                case "models": options = options with { Models = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) }; break;
                case "owned_by": options = options with { OwnedBy = value }; break;
                case "api_key": options = options with { ApiKey = value }; break;
                case "prefill_ms": options = options with { PrefillMs = double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var ms) && ms is >= 0 and <= 1000 ? ms : throw new ScriptException("--prefill-ms must be a number from 0 to 1000.") }; break;
                case "prefix_tokens": options = options with { PrefixTokens = int.TryParse(value, out var kept) && kept >= 0 ? kept : throw new ScriptException("--prefix-tokens must be a whole number.") }; break;
                default: script.Add(KeyValuePair.Create(name, value)); break;
            }
        }

        return options with { Script = ScriptText.FromPairs(script) };
    }
}
