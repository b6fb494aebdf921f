namespace Parley.Bench.Vectors;

/// <summary>
/// Vectors such as an encoder of texts gives: they lie in clusters that overlap, near a space of fewer dimensions, with some noise around
/// it. A point is W·(c + z) + 0.3·|W·(c + z)|·n/√d, of length 1: c one of 1,000 centres and z around it, both standard normal in 64
/// dimensions, W a fixed random map to all d dimensions, n standard normal noise. Queries are other draws of the same.
/// </summary>
internal sealed class Clusters(int dimensions, int seed)
{
    private const int Latent = 64;
    private const int Centres = 1000;
    private const float Noise = .3f;
    private readonly Random _random = new(seed);

    public (float[][] Vectors, float[][] Queries) Draw(int vectors, int queries)
    {
        var map = Rows(dimensions, Latent);
        var centres = Rows(Centres, Latent);
        return (Points(vectors, map, centres), Points(queries, map, centres));
    }

    private float[][] Points(int count, float[][] map, float[][] centres)
    {
        var points = new float[count][];
        for (var i = 0; i < count; i++)
        {
            var centre = centres[_random.Next(Centres)];
            var latent = centre.Select(value => value + Normal()).ToArray();
            var spread = MathF.Sqrt(Latent * 2) * Noise;
            var point = new float[dimensions];
            var square = 0f;
            for (var d = 0; d < dimensions; d++)
            {
                var sum = 0f;
                for (var l = 0; l < Latent; l++)
                {
                    sum += map[d][l] * latent[l];
                }

                point[d] = sum + spread * Normal();
                square += point[d] * point[d];
            }

            var length = MathF.Sqrt(square);
            points[i] = [.. point.Select(value => value / length)];
        }

        return points;
    }

    private float[][] Rows(int count, int width) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, width).Select(_ => Normal()).ToArray())];

    // Box and Muller (1958).
    private float Normal() =>
        MathF.Sqrt(-2 * MathF.Log(1 - _random.NextSingle())) * MathF.Cos(2 * MathF.PI * _random.NextSingle());
}
