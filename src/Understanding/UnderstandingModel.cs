using System.Text;

namespace Parley.Understanding;

/// <summary>What was learned, as one resource. It is written by <c>evals/Understanding -- train</c>; SOURCES.md says from what.</summary>
internal sealed record UnderstandingModel(LinearModel Labels, ComplexityModel Complexity)
{
    public static UnderstandingModel BuiltIn { get; } = Load();

    public static UnderstandingModel Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        return new(LinearModel.Read(reader), ComplexityModel.Read(reader));
    }

    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        Labels.Write(writer);
        Complexity.Write(writer);
    }

    private static UnderstandingModel Load()
    {
        using var stream = typeof(UnderstandingModel).Assembly.GetManifestResourceStream("understanding.bin")
            ?? throw new InvalidOperationException("The assembly lacks what was learned for understanding.");
        return Read(stream);
    }
}
