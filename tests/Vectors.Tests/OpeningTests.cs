namespace Parley.Vectors.Tests;

/// <summary>What is not opened.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-vectors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Damaged_files_and_other_options_are_refused()
    {
        using (var index = Open().Fill(Points.Draw(100)))
        {
            index.Checkpoint();
        }

        Assert.Throws<VectorIndexUnusableException>(() => VectorIndex.Open(_folder, Points.Options() with { Dimensions = 41 }));
        Assert.Throws<VectorIndexUnusableException>(() => Open(Quantization.Int8));
        using (var file = File.OpenWrite(Path.Combine(_folder, "graph-1.bin")))
        {
            file.Position = 20;
            file.WriteByte(0xee);
        }

        Assert.Throws<VectorIndexUnusableException>(() => Open());
    }

    [Fact]
    public void Two_may_not_have_it_at_once()
    {
        using var index = Open();

        Assert.ThrowsAny<IOException>(() => Open());
    }

    private VectorIndex Open(Quantization quantization = Quantization.None) => VectorIndex.Open(_folder, Points.Options(quantization));
}
