namespace SegmentationService.Core.Clustering.Search;

/// <summary>Where a run of Lloyd's algorithm ended: what is needed to go on from there or to compare it with others.</summary>
/// <param name="Centroids">k x d, row-major.</param>
/// <param name="Inertia">The sum of the squared distances of the points to these centroids.</param>
/// <param name="Iterations">The passes that it took.</param>
/// <param name="Converged">Whether the last pass changed no label, or gained less than was asked for.</param>
internal sealed record Descent(float[] Centroids, double Inertia, int Iterations, bool Converged);
