namespace SegmentationService.Core.Data;

/// <summary>What a table in the making does when it grows large: its numbers and ids are put aside and read again each time that they are wanted, so that it may be larger than memory.</summary>
/// <param name="Scratch">Where they are put; must live as long as the table.</param>
/// <param name="AfterBytes">So much of it is kept in memory first.</param>
public sealed record PutAside(IScratch Scratch, long AfterBytes);
