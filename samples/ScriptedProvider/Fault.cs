using System.Globalization;

namespace Parley.ScriptedProvider;

/// <summary>The ways in which an answer can go wrong.</summary>
public enum FaultKind
{
    None,

    /// <summary>An error status instead of an answer: <c>fault=429</c>, <c>fault=500</c>.</summary>
    Status,

    /// <summary><c>stall</c>: the stream stands still, headers sent.</summary>
    Stall,

    /// <summary><c>cut</c>: the connection is reset.</summary>
    Cut,

    /// <summary><c>malformed</c>: a frame that is no JSON, then the rest.</summary>
    Malformed,

    /// <summary><c>error-frame</c>: an error object in the stream, and its end.</summary>
    ErrorFrame,

    /// <summary><c>missing-done</c>: the stream ends without a finish reason and without <c>[DONE]</c>.</summary>
    MissingDone,

    /// <summary><c>slow-headers</c>: nothing at all for a while.</summary>
    SlowHeaders,

    /// <summary><c>content-type</c>: a page of HTML with status 200.</summary>
    ContentType,
}

/// <summary>A fault and, for <see cref="FaultKind.Status"/>, its status.</summary>
internal readonly record struct Fault(FaultKind Kind, int Status = 0)
{
    public static Fault Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return default;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            return status is >= 400 and <= 599
                ? new(FaultKind.Status, status)
                : throw new ScriptException($"The fault {status} is not an error status: 400 to 599.");
        }

        var name = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return Enum.TryParse<FaultKind>(name, ignoreCase: true, out var kind) && kind != FaultKind.Status
            ? new(kind)
            : throw new ScriptException(
                $"There is no fault '{text}'. There are: none, a status such as 429, stall, cut, malformed, error-frame, missing-done, slow-headers, content-type.");
    }
}

/// <summary>A script that cannot be followed; the message says why, for whoever wrote it.</summary>
public sealed class ScriptException(string message) : Exception(message);
