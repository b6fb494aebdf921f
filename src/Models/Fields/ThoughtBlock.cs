using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>A piece of thinking that is given back to the model that thought it.</summary>
public static class ThoughtBlock
{
    /// <summary>In <see cref="AIContent.AdditionalProperties"/> of one whose text only its model can read.</summary>
    public const string Redacted = "redacted";

    /// <param name="signature">By which its model knows it again.</param>
    public static TextReasoningContent Signed(string text, string signature) => new(text) { ProtectedData = signature };

    public static TextReasoningContent Hidden(string data) =>
        new("") { ProtectedData = data, AdditionalProperties = new() { [Redacted] = true } };
}
