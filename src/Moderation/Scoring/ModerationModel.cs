using System.Text;

namespace Parley.Moderation;

/// <summary>What was learned, as one resource. It is written by <c>evals/Moderation -- train</c>; MODEL.md says from what.</summary>
internal sealed record ModerationModel(int Version, WeightTable Weights)
{
    private const uint Magic = 0x444F4D50;

    public static ModerationModel BuiltIn { get; } = Load();

    /// <exception cref="InvalidDataException">The stream holds something else.</exception>
    public static ModerationModel Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadUInt32() != Magic)
        {
            throw new InvalidDataException("This is no model for moderation; train one with evals/Moderation.");
        }

        return new(reader.ReadInt32(), WeightTable.Read(reader));
    }

    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        Weights.Write(writer);
    }

    private static ModerationModel Load()
    {
        using var stream = typeof(ModerationModel).Assembly.GetManifestResourceStream("moderation.bin")
            ?? throw new InvalidOperationException("The assembly lacks what was learned for moderation.");
        return Read(stream);
    }
}
