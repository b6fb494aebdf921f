namespace Parley.Retrieval;

/// <summary>The space that a sparse matrix mostly lies in.</summary>
/// <remarks>N. Halko, P.-G. Martinsson, J. Tropp: "Finding Structure with Randomness" (2011).</remarks>
internal static class Subspace
{
    private const int Rounds = 8;

    /// <returns>For each row its coordinates by the square roots of the strengths, shape [rows, dimensions].</returns>
    public static double[][] Of(Dictionary<int, float>[] matrix, int rows, int dimensions, Random random)
    {
        var rowed = matrix.Select(row => row.ToArray()).ToArray();
        var wide = dimensions + 8;
        var basis = Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, wide).Select(_ => random.NextDouble() - 0.5).ToArray()).ToArray();
        Orthonormalise(basis, wide);
        var strengths = new double[wide];
        for (var round = 0; round < Rounds; round++)
        {
            basis = Times(rowed, basis, wide);
            strengths = Orthonormalise(basis, wide);
        }

        return [.. basis.Select(row => row.Take(dimensions).Select((value, i) => value * Math.Sqrt(strengths[i])).ToArray())];
    }

    private static double[][] Times(KeyValuePair<int, float>[][] matrix, double[][] basis, int wide)
    {
        var product = new double[matrix.Length][];
        Parallel.For(0, matrix.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var row = product[i] = new double[wide];
            foreach (var (column, value) in matrix[i])
            {
                var other = basis[column];
                for (var j = 0; j < row.Length; j++)
                {
                    row[j] += value * other[j];
                }
            }
        });
        return product;
    }

    // Modified Gram-Schmidt over the columns; returns their lengths.
    private static double[] Orthonormalise(double[][] basis, int wide)
    {
        var lengths = new double[wide];
        for (var j = 0; j < wide; j++)
        {
            for (var k = 0; k < j; k++)
            {
                var along = 0.0;
                foreach (var row in basis)
                {
                    along += row[j] * row[k];
                }

                foreach (var row in basis)
                {
                    row[j] -= along * row[k];
                }
            }

            lengths[j] = Math.Sqrt(basis.Sum(row => row[j] * row[j]));
            foreach (var row in basis)
            {
                row[j] /= Math.Max(1e-12, lengths[j]);
            }
        }

        return lengths;
    }
}
