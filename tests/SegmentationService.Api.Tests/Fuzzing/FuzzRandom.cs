namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>What one input is made of: the same seed makes the same input, on any machine.</summary>
internal sealed class FuzzRandom(int seed) : Random(seed)
{
    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Next(times) == 0;

    /// <summary>One of the choices, each as likely as another.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];
}
