"""What do many kernels see in the same picture?"""
import streamlit as st
st.title("x")
