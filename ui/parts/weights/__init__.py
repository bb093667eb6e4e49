"""The checkpoint picker."""
