namespace Parley.Anthropic;

/// <summary>A piece of a message as the wire has it.</summary>
internal abstract record Block
{
    public virtual int Length => 0;
}

internal sealed record SaidText(string Text) : Block
{
    public override int Length => Text.Length;
}

/// <param name="Data">Base64; null for an image that only has an address.</param>
internal sealed record ShownImage(string? MediaType, ReadOnlyMemory<char>? Data, string? Address) : Block;

/// <param name="Signature">By which the model that thought it knows it again.</param>
internal sealed record Thought(string Text, string Signature) : Block
{
    public override int Length => Text.Length;
}

/// <param name="Data">Only its model can read it.</param>
internal sealed record HiddenThought(string Data) : Block;

internal sealed record CallOfTool(string Id, string Name, IDictionary<string, object?>? Arguments) : Block;

internal sealed record ResultOfTool(string Id, string Text, bool IsError = false) : Block
{
    public override int Length => Text.Length;
}

/// <summary>What one side said until the other spoke.</summary>
internal sealed record Said(bool ByModel, List<Block> Blocks);
