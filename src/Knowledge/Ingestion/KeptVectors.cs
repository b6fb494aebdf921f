using System.Runtime.InteropServices;
using System.Text;
using Parley.Knowledge.Embeddings;

namespace Parley.Knowledge.Ingestion;

/// <summary>Vectors as an attempt keeps them for the next: the model, then the numbers, little endian.</summary>
internal static class KeptVectors
{
    public static byte[] Write(EmbeddedPassages embedded)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(embedded.Model.Deployment);
            writer.Write(embedded.Model.Vectors);
            writer.Write(embedded.Model.Dimensions);
            writer.Write(embedded.Vectors.Count);
            foreach (var vector in embedded.Vectors)
            {
                writer.Write(MemoryMarshal.AsBytes(vector.AsSpan()));
            }
        }

        return bytes.ToArray();
    }

    public static EmbeddedPassages Read(byte[] kept)
    {
        using var reader = new BinaryReader(new MemoryStream(kept), Encoding.UTF8);
        var model = new EmbeddingModel(reader.ReadString(), reader.ReadString(), reader.ReadInt32());
        var vectors = new float[reader.ReadInt32()][];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = new float[model.Dimensions];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(vectors[i].AsSpan()));
        }

        return new(model, vectors);
    }
}
